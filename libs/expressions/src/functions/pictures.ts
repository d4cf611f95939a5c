// Functions that read a picture, such as '[Y0001]-[M01]', which are the reference's own: a picture could ask for a million
// digits, or for a regular expression that tries every way to cut a text into parts.
import { budgetExceeded, type ExpressionError } from '../errors.ts';
import type { Evaluation } from '../evaluation.ts';
import { Fault, functionFault } from '../fault.ts';
import { MAX_PICTURE_CHARACTERS } from '../limits.ts';
import { isNumeric } from '../values/numbers.ts';
import type { FunctionBody } from './define.ts';
import { callReference } from './natives.ts';

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

function refuse(message: string): ExpressionError {
  return budgetExceeded('picture', message);
}

function checkPicture(picture: Text, evaluation: Evaluation): void {
  if (picture === undefined) return;
  if (picture.length > MAX_PICTURE_CHARACTERS)
    throw refuse(`A picture has ${MAX_PICTURE_CHARACTERS} characters at most.`);
  if (/,[^\]]*\d{4}[^\]]*\]/.test(picture)) throw refuse('A part of a picture is at most 999 characters wide.');
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
function checkTime(text: string, picture: Text): void {
  if (picture !== undefined) checkCuts(text, picture);
  else if (text.length > MAX_READ_CHARACTERS) {
    throw new Fault('D3110', { value: `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` });
  }
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

function fromMillis(values: Formatting<string>, evaluation: Evaluation): unknown {
  checkNumber(values[0]);
  checkPicture(values[1], evaluation);
  checkSign(values[2]);
  return callReference('fromMillis', values, evaluation);
}

function formatInteger(values: Formatting<never>, evaluation: Evaluation): unknown {
  checkNumber(values[0]);
  checkPicture(values[1], evaluation);
  return callReference('formatInteger', values, evaluation);
}

function formatNumber(values: Formatting<Readonly<Record<string, unknown>>>, evaluation: Evaluation): unknown {
  checkNumber(values[0]);
  checkPicture(values[1], evaluation);
  checkSigns(values[2] ?? {}, evaluation);
  return callReference('formatNumber', values, evaluation);
}

type Reading = readonly [text: Text, picture: Text];

function parseInteger(values: Reading, evaluation: Evaluation): unknown {
  const [text = '', picture] = values;
  checkPicture(picture, evaluation);
  if (text.length > MAX_READ_CHARACTERS) throw refuse(`A number has ${MAX_READ_CHARACTERS} characters at most.`);
  return callReference('parseInteger', values, evaluation);
}

function toMillis(values: Reading, evaluation: Evaluation): unknown {
  const [text, picture] = values;
  checkPicture(picture, evaluation);
  if (text !== undefined) checkTime(text, picture);
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
