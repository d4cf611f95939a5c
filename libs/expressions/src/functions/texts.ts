// jsonata's own functions of texts that could make too much in one step, or are not safe in a browser's worker: the same
// results within the budget.
import type { Budget } from '../budget.ts';
import { budgetExceeded } from '../errors.ts';
import { withCountedMatcher } from './callbacks.ts';
import { FunctionError, measured, type Focus, type FunctionBody } from './define.ts';
import { bytesOfLatin1, fromBase64, toBase64 } from './encodings.ts';
import { callNative } from './natives.ts';
import { inTextSlices } from './slices.ts';
import { writeStructure } from './structures.ts';

/** Indentation makes text out of depth, so there is less of it. */
const MAX_PRETTY_VALUES = 100_000;

/** No number and no time is written longer. */
const MAX_READ_CHARACTERS = 1000;

const SURROGATE = /[\uD800-\uDFFF]/;

/** Characters as JSONata counts them: a pair of surrogates is one. */
function lengthOf(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let length = 0;
  for (let offset = 0; offset < text.length; length += 1) offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  return length;
}

/** The position in the text of its so-manieth character. */
function offsetOf(text: string, characters: number): number {
  let offset = 0;
  for (let passed = 0; passed < characters && offset < text.length; passed += 1) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

function substring(text: string | undefined, start: number, length?: number): string | undefined {
  if (text === undefined) return undefined;
  const total = lengthOf(text);
  if (length !== undefined && length <= 0) return '';
  const from = total + start < 0 ? 0 : start;
  const to = length === undefined ? total : (from >= 0 ? 0 : total) + from + length;
  const [first, last] = [positionIn(total, from), positionIn(total, to)];
  if (total === text.length) return text.slice(first, Math.max(first, last));
  const offset = offsetOf(text, first);
  return text.slice(offset, offset + offsetOf(text.slice(offset), Math.max(0, last - first)));
}

/** As `Array.prototype.slice` reads its arguments: from the end when negative. */
function positionIn(total: number, position: number): number {
  const whole = Math.trunc(position);
  return whole < 0 ? Math.max(0, total + whole) : Math.min(whole, total);
}

function pad(budget: Budget, text: string | undefined, ...[width, filler]: [number, string?]): string | undefined {
  if (text === undefined) return undefined;
  const wanted = Math.trunc(width);
  budget.checkCharacters(Math.abs(wanted));
  const missing = Math.abs(wanted) - lengthOf(text);
  if (missing <= 0) return text;
  const unit = filler === undefined || filler === '' ? ' ' : filler;
  const padding = substring(unit.repeat(Math.ceil(missing / lengthOf(unit))), 0, missing) ?? '';
  return wanted > 0 ? text + padding : padding + text;
}

function join(budget: Budget, texts: readonly string[] | undefined, separator = ''): string | undefined {
  if (texts === undefined) return undefined;
  budget.checkCharacters(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return texts.join(separator);
}

/** How often a text occurs, without overlap; fails past the limit on items. */
function checkOccurrences(budget: Budget, text: string, part: string): number {
  if (part === '') {
    budget.checkItems(text.length);
    return text.length;
  }
  let found = 0;
  for (let index = text.indexOf(part); index !== -1; index = text.indexOf(part, index + part.length)) {
    found += 1;
    budget.checkItems(found);
  }
  return found;
}

function split(focus: Focus, budget: Budget, values: readonly unknown[]): unknown {
  const [text, separator, limit = Infinity] = values;
  if (typeof text === 'string' && typeof separator === 'string') {
    if (!(Number(limit) <= budget.limits.sequenceItems)) checkOccurrences(budget, text, separator);
    return callNative('split', focus, values);
  }
  return callNative('split', focus, withCountedMatcher(values, budget));
}

function replace(focus: Focus, budget: Budget, values: readonly unknown[]): unknown {
  const [text, pattern, replacement] = values;
  if (typeof text === 'string' && typeof pattern === 'string' && typeof replacement === 'string') {
    const occurrences = checkOccurrences(budget, text, pattern);
    budget.checkCharacters(text.length + occurrences * (replacement.length - pattern.length));
  }
  return callNative('replace', focus, withCountedMatcher(values, budget));
}

function string(focus: Focus, budget: Budget, values: readonly unknown[]): unknown {
  const [value, prettify] = values;
  if (prettify === true && budget.sizeOf(value) > MAX_PRETTY_VALUES) {
    throw budgetExceeded(
      'values',
      `Only structures of up to ${MAX_PRETTY_VALUES} values are written with indentation.`,
    );
  }
  return writeStructure(budget, value, (part) => callNative('string', focus, [part, prettify]));
}

/** jsonata's own, on one slice after the other. */
function sliced(name: string): FunctionBody {
  return function (budget, text: string | undefined) {
    if (text === undefined) return undefined;
    return inTextSlices(budget, text, (slice) => callNative(name, this, [slice]) as string);
  };
}

/** jsonata's own, unless the text is longer than what it reads could be: it would be searched, and quoted in an error. */
function short(name: string, code: string): FunctionBody {
  return function (_, value: unknown, ...rest: unknown[]) {
    if (typeof value === 'string' && value.length > MAX_READ_CHARACTERS) {
      throw new FunctionError(code, 'The text is too long.', { value: `${value.slice(0, 50)}…` });
    }
    return callNative(name, this, [value, ...rest]);
  };
}

export const TEXT_FUNCTIONS: Readonly<Record<string, FunctionBody>> = {
  length: (_, text: string | undefined) => (text === undefined ? undefined : lengthOf(text)),
  substring: (_, text: string | undefined, ...[start, length]: [number, number?]) => substring(text, start, length),
  pad: (budget, text: string | undefined, ...rest: [number, string?]) => pad(budget, text, ...rest),
  join: (budget, texts: readonly string[] | undefined, separator?: string) => join(budget, texts, separator),
  // Characters past Latin-1 lose their high bits, as in the reference on Node.
  base64encode: (budget, text: string | undefined) =>
    text === undefined ? undefined : toBase64(budget, bytesOfLatin1(text)),
  base64decode: (budget, text: string | undefined) => (text === undefined ? undefined : fromBase64(budget, text)),
  encodeUrl: sliced('encodeUrl'),
  encodeUrlComponent: sliced('encodeUrlComponent'),
  number: short('number', 'D3030'),
  split(budget, ...values: unknown[]) {
    return split(this, budget, values);
  },
  replace(budget, ...values: unknown[]) {
    return replace(this, budget, values);
  },
  match(budget, ...values: unknown[]) {
    return callNative('match', this, withCountedMatcher(values, budget));
  },
  string: measured(function (budget, ...values: unknown[]) {
    return string(this, budget, values);
  }),
};
