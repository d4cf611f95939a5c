import type { Evaluation } from '../evaluation.ts';
import type { FunctionBody } from './define.ts';
import { TextSearch } from './text-search.ts';

type Text = string | undefined;
type One = readonly [text: Text];

const SURROGATE = /[\uD800-\uDFFF]/;
/** Space that is not a single blank already. */
const SPACE = /[\t\n\r][ \t\n\r]*| [ \t\n\r]+/g;

/** UTF-16 units of the character at an offset: a pair of surrogates is one character. */
function unitsAt(text: string, offset: number): number {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}

/** Characters as JSONata counts them. */
function lengthOf(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let length = 0;
  for (let offset = 0; offset < text.length; length += 1) offset += unitsAt(text, offset);
  return length;
}

/** The offset that lies so many characters after another one. */
function offsetAfter(text: string, from: number, characters: number): number {
  let offset = from;
  for (let passed = 0; passed < characters && offset < text.length; passed += 1) offset += unitsAt(text, offset);
  return offset;
}

/** As `Array.prototype.slice` reads its arguments: from the end when negative. */
function positionIn(total: number, position: number): number {
  const whole = Math.trunc(position) || 0;
  return whole < 0 ? Math.max(0, total + whole) : Math.min(whole, total);
}

function part(text: string, start: number, length: number | undefined): string {
  if (length !== undefined && length <= 0) return '';
  const total = lengthOf(text);
  const from = total + start < 0 ? 0 : start;
  const to = length === undefined ? total : (from >= 0 ? 0 : total) + from + length;
  const first = positionIn(total, from);
  const last = positionIn(total, to);
  if (total === text.length) return text.slice(first, Math.max(first, last));
  const offset = offsetAfter(text, 0, first);
  return text.slice(offset, offsetAfter(text, offset, last - first));
}

function length(values: One, evaluation: Evaluation): number | undefined {
  const text = values[0];
  if (text === undefined) return undefined;
  evaluation.chargeText(text);
  return lengthOf(text);
}

function substring(values: readonly [Text, number, number | undefined], evaluation: Evaluation): Text {
  const text = values[0];
  if (text === undefined) return undefined;
  evaluation.chargeText(text);
  return part(text, values[1], values[2]);
}

type Divided = readonly [text: Text, separator: Text];

/** Where a separator stands in a text, or -1. */
function separatorIn(text: string, separator: Text, evaluation: Evaluation): number {
  if (separator === undefined) return -1;
  evaluation.chargeText(text);
  evaluation.chargeText(separator);
  return new TextSearch(separator).find(text);
}

function substringBefore(values: Divided, evaluation: Evaluation): Text {
  const [text, separator] = values;
  if (text === undefined) return undefined;
  const found = separatorIn(text, separator, evaluation);
  return found === -1 ? text : text.slice(0, found);
}

function substringAfter(values: Divided, evaluation: Evaluation): Text {
  const [text, separator] = values;
  if (text === undefined) return undefined;
  const found = separatorIn(text, separator, evaluation);
  return found === -1 ? text : text.slice(found + (separator?.length ?? 0));
}

function lowercase(values: One, evaluation: Evaluation): Text {
  const text = values[0];
  if (text === undefined) return undefined;
  evaluation.chargeText(text);
  return checked(text.toLowerCase(), evaluation);
}

function uppercase(values: One, evaluation: Evaluation): Text {
  const text = values[0];
  if (text === undefined) return undefined;
  evaluation.chargeText(text);
  return checked(text.toUpperCase(), evaluation);
}

/** Some letters have two or three in the other case. */
function checked(text: string, evaluation: Evaluation): string {
  evaluation.checkCharacters(text.length);
  return text;
}

/** Space in a text becomes one blank each time, and none around it. */
function trim(values: One, evaluation: Evaluation): Text {
  const text = values[0];
  if (text === undefined) return undefined;
  evaluation.chargeText(text);
  const single = text.replace(SPACE, ' ');
  const start = single.startsWith(' ') ? 1 : 0;
  return single.slice(start, single.endsWith(' ') ? Math.max(start, single.length - 1) : single.length);
}

function pad(values: readonly [text: Text, width: number, filler: Text], evaluation: Evaluation): Text {
  const [text, width, filler] = values;
  if (text === undefined) return undefined;
  evaluation.chargeText(text);
  const wanted = Math.trunc(width);
  evaluation.checkCharacters(Math.abs(wanted));
  const missing = Math.abs(wanted) - lengthOf(text);
  if (!(missing > 0)) return text;
  evaluation.charge(missing);
  const unit = filler === undefined || filler === '' ? ' ' : filler;
  evaluation.chargeText(unit);
  const padding = part(unit.repeat(Math.ceil(missing / lengthOf(unit))), 0, missing);
  return checked(wanted > 0 ? text + padding : padding + text, evaluation);
}

function join(values: readonly [texts: readonly string[] | undefined, separator: Text], evaluation: Evaluation): Text {
  const texts = values[0];
  if (texts === undefined) return undefined;
  const separator = values[1] ?? '';
  let characters = 0;
  for (const text of texts) characters += text.length + separator.length;
  evaluation.checkCharacters(characters);
  evaluation.charge(characters);
  evaluation.chargeItems(texts.length);
  return texts.join(separator);
}

export const TEXT_FUNCTIONS: Readonly<Record<string, FunctionBody>> = {
  ...{ length, substring, substringBefore, substringAfter, lowercase, uppercase, trim, pad, join },
};
