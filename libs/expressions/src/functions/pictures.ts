// jsonata's own functions that read a picture, such as '[Y0001]-[M01]': a picture could ask for a million digits, or for
// a regular expression that tries every way to cut a text into parts.
import { budgetExceeded, type ExpressionError } from '../errors.ts';
import { MAX_PICTURE_CHARACTERS } from '../limits.ts';
import type { Budget } from '../budget.ts';
import { FunctionError, type FunctionBody } from './define.ts';
import { callNative } from './natives.ts';

/** Ways to cut a time into the parts of a picture. */
const MAX_CUTS = 1_000_000;
const MAX_TIME_CHARACTERS = 1000;

function refuse(message: string): ExpressionError {
  return budgetExceeded('picture', message);
}

function checkPicture(picture: unknown): void {
  if (typeof picture !== 'string') return;
  if (picture.length > MAX_PICTURE_CHARACTERS)
    throw refuse(`A picture has ${MAX_PICTURE_CHARACTERS} characters at most.`);
  if (/,[^\]]*\d{4}[^\]]*\]/.test(picture)) throw refuse('A part of a picture is at most 999 characters wide.');
}

/** Without a picture, a time is as long as ISO 8601 has it. */
function checkTime(text: string, picture: string | undefined): void {
  if (picture !== undefined) checkCuts(text, picture);
  else if (text.length > MAX_TIME_CHARACTERS) {
    throw new FunctionError('D3110', 'The text is too long.', { value: `${text.slice(0, 50)}…` });
  }
}

/** jsonata reads a time by a backtracking expression of the picture's parts. */
function checkCuts(text: string, picture: string): void {
  if (text.length > MAX_TIME_CHARACTERS) throw refuse(`A time has ${MAX_TIME_CHARACTERS} characters at most.`);
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

/** jsonata's own function, once the picture has been looked at. */
function withPicture(name: string, position: number): FunctionBody {
  return function (_: Budget, ...values: unknown[]) {
    checkPicture(values[position]);
    return callNative(name, this, values);
  };
}

export const PICTURE_FUNCTIONS: Readonly<Record<string, FunctionBody>> = {
  fromMillis: withPicture('fromMillis', 1),
  formatNumber: withPicture('formatNumber', 1),
  formatInteger: withPicture('formatInteger', 1),
  parseInteger: withPicture('parseInteger', 1),
  toMillis(_, text: string | undefined, picture?: string) {
    checkPicture(picture);
    if (text !== undefined) checkTime(text, picture);
    return callNative('toMillis', this, [text, picture]);
  },
  now(budget, picture?: string, timezone?: string) {
    checkPicture(picture);
    return callNative('fromMillis', this, [budget.nowMs, picture, timezone]);
  },
  millis: (budget) => budget.nowMs,
};
