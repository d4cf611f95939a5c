// Long texts and byte arrays are worked on in slices, with pauses between them; short ones at once.
import type { Budget } from '../budget.ts';

/** Characters or bytes of a slice: whole groups of base64, three bytes or four characters. */
const SLICE = 96 * 1024;

/** Joins what is made of each slice of a text. No slice ends within a pair of surrogates. */
export function inTextSlices(budget: Budget, text: string, work: (slice: string) => string): string | Promise<string> {
  return text.length <= SLICE ? work(text) : joined(budget, mapped(textSlices(text), work));
}

/** Joins what is made of each slice of some bytes. */
export function inByteSlices(
  budget: Budget,
  bytes: Uint8Array,
  work: (slice: Uint8Array) => string,
): string | Promise<string> {
  return bytes.length <= SLICE ? work(bytes) : joined(budget, mapped(byteSlices(bytes), work));
}

function* textSlices(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = start + SLICE;
    // Undefined past the end of the text, where nothing is cut.
    const code = text.charCodeAt(end - 1);
    const isInsidePair = code >= 0xd800 && code < 0xdc00;
    const slice = text.slice(start, isInsidePair ? end - 1 : end);
    yield slice;
    start += slice.length;
  }
}

function* byteSlices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += SLICE) yield bytes.subarray(start, start + SLICE);
}

function* mapped<Part>(parts: Iterable<Part>, work: (part: Part) => string): Generator<string> {
  for (const part of parts) yield work(part);
}

async function joined(budget: Budget, pieces: Iterable<string>): Promise<string> {
  let made = '';
  for (const piece of pieces) {
    made += piece;
    budget.checkCharacters(made.length);
    await budget.pauseWhenDue();
  }
  return made;
}

/** Gives an errand back as it is, or when it is done. */
export function after<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
