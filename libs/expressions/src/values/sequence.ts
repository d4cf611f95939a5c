// JSONata's sequences: arrays that stand for "so many results". One of a single result is that result; in another
// sequence it dissolves. The mark tells them from arrays that are data, and no mark ever leaves an evaluation.

const MARK = Symbol('millrace.mark');

/** Unwrapped when it has one item, and nothing when it has none. */
const SEQUENCE = 1;
/** Of a sequence: `[]` in the path asks for an array also of one item. */
const KEEPS_SINGLETON = 2;
/** Made by `[ ]` at the end or the beginning of a path: an item of its own. */
const CONSTRUCTED = 4;
/** Holds the input document, which is an array itself, as one item. */
const WRAPPER = 8;
/** Items are tuples: results with the variables that were bound on their way. */
const TUPLES = 16;

interface Marked extends Array<unknown> {
  [MARK]?: number;
}

function marksOf(value: unknown): number {
  return Array.isArray(value) ? ((value as Marked)[MARK] ?? 0) : 0;
}

function mark(items: unknown[], marks: number): unknown[] {
  (items as Marked)[MARK] = marks;
  return items;
}

/** Marks a new array as a sequence. */
export function asSequence(items: unknown[]): unknown[] {
  return mark(items, SEQUENCE);
}

/** Marks a new array as a sequence of tuples. */
export function asTuples(items: unknown[]): unknown[] {
  return mark(items, SEQUENCE | TUPLES);
}

/** Marks a new array as one that its surroundings keep as it is. */
export function asConstructed(items: unknown[]): unknown[] {
  return mark(items, CONSTRUCTED);
}

/** An array as the input document. */
export function wrapped(document: unknown): unknown {
  return Array.isArray(document) ? mark([document], SEQUENCE | WRAPPER) : document;
}

/** What `$` gives: the input document itself, where it is wrapped. */
export function unwrapped(input: unknown): unknown {
  return (marksOf(input) & WRAPPER) === 0 ? input : (input as readonly unknown[])[0];
}

export function isSequence(value: unknown): value is unknown[] {
  return (marksOf(value) & SEQUENCE) !== 0;
}

export function isTuples(value: unknown): value is unknown[] {
  return (marksOf(value) & TUPLES) !== 0;
}

export function isConstructed(value: unknown): boolean {
  return (marksOf(value) & CONSTRUCTED) !== 0;
}

export function isMarked(items: readonly unknown[]): boolean {
  return (items as Marked)[MARK] !== undefined;
}

/** From now on it stays an array, also with one item. Arrays of the data are left alone: they do anyway. */
export function keepSingleton(value: unknown): void {
  const marks = marksOf(value);
  if ((marks & SEQUENCE) !== 0) mark(value as unknown[], marks | KEEPS_SINGLETON);
}

/** The value that a sequence stands for; anything else as it is. */
export function settled(value: unknown): unknown {
  const marks = marksOf(value);
  if ((marks & SEQUENCE) === 0 || (marks & TUPLES) !== 0) return value;
  const items = value as readonly unknown[];
  if (items.length === 0) return undefined;
  return items.length === 1 && (marks & KEEPS_SINGLETON) === 0 ? items[0] : items;
}

/** Adds items one by one: they may be more than a call takes arguments. */
export function pushAll(target: unknown[], items: readonly unknown[]): void {
  for (const item of items) target.push(item);
}
