// Functions that read a picture, such as '[Y0001]-[M01]', which are the reference's own: a picture could ask for a million
// digits, or for a regular expression that tries every way to cut a text into parts.
import { budgetExceeded, type ExpressionError } from '../errors.ts';
import type { Evaluation } from '../evaluation.ts';
import { Fault, functionFault } from '../fault.ts';
import { MAX_PICTURE_CHARACTERS } from '../limits.ts';
import { isNumeric } from '../values/numbers.ts';
import type { FunctionBody } from './define.ts';
import { formatTime, partsOf } from './date-pictures.ts';
import { readerOf, readTime } from './date-reading.ts';
import { callReference } from './natives.ts';
import { formatUsual } from './number-pictures.ts';

type Text = string | undefined;

/** Ways to cut a time into the parts of a picture. */
const MAX_CUTS = 1_000_000;
/** No number and no time is written longer. */
const MAX_READ_CHARACTERS = 1000;
/** As much of a refused text as an error quotes. */
const MAX_QUOTED_CHARACTERS = 50;
/** Of a time zone, and of the signs that `$formatNumber` may be given: they are written for each digit. */
const MAX_SIGN_CHARACTERS = 100;
/** What reading a character of a picture, and writing what it stands for, costs in units. */
const UNITS_PER_CHARACTER = 64;

/** A width of four digits; space inside of brackets means nothing. */
const TOO_WIDE = /\[[^[\]]*,[^[\]]*\d{4}[^[\]]*\]/;

function refuse(message: string): ExpressionError {
  return budgetExceeded('picture', message);
}

function checkPicture(picture: Text, evaluation: Evaluation): void {
  if (picture === undefined) return;
  if (picture.length > MAX_PICTURE_CHARACTERS)
    throw refuse(`A picture has ${MAX_PICTURE_CHARACTERS} characters at most.`);
  if (TOO_WIDE.test(picture.replace(/\s+/g, ''))) throw refuse('A part of a picture is at most 999 characters wide.');
  evaluation.charge(picture.length * UNITS_PER_CHARACTER);
}

/** Throws D1001 for an infinite number: dividing it would never end. */
function checkNumber(number: number | undefined): void {
  isNumeric(number);
}

function checkSign(sign: string | undefined): void {
  if (sign !== undefined && sign.length > MAX_SIGN_CHARACTERS) {
    throw refuse(`A sign of a number or a time zone has ${MAX_SIGN_CHARACTERS} characters at most.`);
  }
}

/** Other values than texts would be turned into texts, again and again. */
function checkSigns(signs: Readonly<Record<string, unknown>>, evaluation: Evaluation): void {
  const values = Object.values(signs);
  evaluation.chargeItems(values.length);
  for (const sign of values) {
    if (typeof sign !== 'string') throw functionFault('The signs of $formatNumber are texts.');
    checkSign(sign);
  }
}

/** Without a picture, a time is as long as ISO 8601 has it. */
function millisOfIso(text: string): number {
  if (text.length > MAX_READ_CHARACTERS)
    throw new Fault('D3110', { value: `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` });
  if (!ISO_TIME.test(text)) throw new Fault('D3110', { value: text });
  return Date.parse(text);
}

/** A time is read by a backtracking expression of the picture's parts. */
function checkCuts(text: string, picture: string): void {
  if (text.length > MAX_READ_CHARACTERS) throw refuse(`A time has ${MAX_READ_CHARACTERS} characters at most.`);
  const hasWords = /\[[A-Za-z][^\],]*[wW]/.test(picture);
  // Text that a part itself could match separates nothing: letters and digits, and what stands between number words.
  const separator = hasWords ? /\[[^\]]*\]|[^\p{L}\p{N}\-, [\]]/gu : /\[[^\]]*\]|[^\p{L}\p{N}[\]]/gu;
  let cuts = 1;
  let adjacent = 0;
  for (const [part] of picture.matchAll(separator)) {
    adjacent = part.startsWith('[') ? adjacent + 1 : 0;
    // The nth of adjacent parts can begin anywhere after the ones before it.
    if (adjacent > 1) cuts *= Math.max(1, (text.length - adjacent + 2) / (adjacent - 1));
  }
  if (cuts > MAX_CUTS) throw refuse('The picture leaves too many ways to read the time: separate its parts.');
}

type Formatting<Other> = readonly [number: number | undefined, picture: Text, other?: Other | undefined];

/** ISO 8601, which a missing picture stands for. */
const ISO_PARTS = partsOf('[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]');
function fromMillis(values: Formatting<string>, evaluation: Evaluation): unknown {
  const [timeMs, picture, timezone] = values;
  checkNumber(timeMs);
  checkPicture(picture, evaluation);
  checkSign(timezone);
  return (
    (timeMs === undefined ? undefined : formatUsualTime(timeMs, picture, timezone)) ??
    callReference('fromMillis', values, evaluation)
  );
}

/** Undefined for what is not usual. */
function formatUsualTime(timeMs: number, picture: Text, timezone: Text): string | undefined {
  const offset = timezone === undefined ? 0 : Number.parseInt(timezone, 10);
  const parts = picture === undefined ? ISO_PARTS : partsOf(picture);
  if (parts === undefined || Number.isNaN(offset)) return undefined;
  return formatTime(timeMs, parts, { hours: Math.floor(offset / 100), minutes: offset % 100 });
}

function formatInteger(values: Formatting<never>, evaluation: Evaluation): unknown {
  checkNumber(values[0]);
  checkPicture(values[1], evaluation);
  return callReference('formatInteger', values, evaluation);
}

function formatNumber(values: Formatting<Readonly<Record<string, unknown>>>, evaluation: Evaluation): unknown {
  const [number, picture, signs] = values;
  checkNumber(number);
  checkPicture(picture, evaluation);
  if (number !== undefined && picture !== undefined && signs === undefined) {
    const usual = formatUsual(number, picture);
    if (usual !== undefined) return usual;
  }
  checkSigns(signs ?? {}, evaluation);
  return callReference('formatNumber', values, evaluation);
}

type Reading = readonly [text: Text, picture: Text];

function parseInteger(values: Reading, evaluation: Evaluation): unknown {
  const [text = '', picture] = values;
  checkPicture(picture, evaluation);
  if (text.length > MAX_READ_CHARACTERS) throw refuse(`A number has ${MAX_READ_CHARACTERS} characters at most.`);
  return callReference('parseInteger', values, evaluation);
}

/** A time in ISO 8601, as much of it as there is. */
const ISO_TIME = /^\d{4}(-[01]\d)?(-[0-3]\d)?(T[0-2]\d:[0-5]\d:[0-5]\d)?(\.\d+)?([+-][0-2]\d:?[0-5]\d|Z)?$/;

function toMillis(values: Reading, evaluation: Evaluation): unknown {
  const [text, picture] = values;
  checkPicture(picture, evaluation);
  if (text === undefined) return undefined;
  if (picture === undefined) return millisOfIso(text);
  const reader = text.length > MAX_READ_CHARACTERS ? undefined : readerOf(picture);
  if (reader !== undefined) return readTime(text, reader, evaluation.nowMs);
  checkCuts(text, picture);
  return callReference('toMillis', values, evaluation);
}

function now(values: readonly [picture: Text, timezone: Text], evaluation: Evaluation): unknown {
  return fromMillis([evaluation.nowMs, values[0], values[1]], evaluation);
}

function millis(_: readonly [], evaluation: Evaluation): number {
  return evaluation.nowMs;
}

export const PICTURE_FUNCTIONS: Readonly<Record<string, FunctionBody>> = {
  ...{ fromMillis, formatInteger, formatNumber, parseInteger, toMillis, now, millis },
};
