// The functions that Step Functions adds to JSONata, with its limits.
import type { Evaluation } from '../evaluation.ts';
import { functionFault } from '../fault.ts';
import { nextRandom, nextUuid, seededRandom } from '../randomness.ts';
import type { ExpressionFunction } from './define.ts';
import { toHex } from './encodings.ts';
import { hashOf } from './hashes.ts';
import { parseJson } from './json-text.ts';

/** AWS's bound on `$range`. */
const MAX_RANGE_ITEMS = 1000;

type Text = string | undefined;
type MaybeNumber = number | undefined;

function partition(
  values: readonly [items: readonly unknown[] | undefined, size: MaybeNumber],
  evaluation: Evaluation,
): unknown[][] | undefined {
  const [items, size = 0] = values;
  if (items === undefined) return undefined;
  const step = Math.floor(size);
  if (!(step >= 1)) throw functionFault('$partition needs a size of 1 or more.');
  evaluation.checkItems(Math.ceil(items.length / step));
  evaluation.chargeItems(items.length + Math.ceil(items.length / step));
  const parts: unknown[][] = [];
  for (let start = 0; start < items.length; start += step) parts.push(items.slice(start, start + step));
  return parts;
}

function range(
  values: readonly [first: MaybeNumber, last: MaybeNumber, step: MaybeNumber],
  evaluation: Evaluation,
): number[] | undefined {
  const [first, last, step] = values;
  if (first === undefined || last === undefined || step === undefined) return undefined;
  const [from, to, by] = [Math.round(first), Math.round(last), Math.round(step)];
  if (by === 0) throw functionFault('$range needs a step other than 0.');
  const count = Math.max(0, Math.floor((to - from) / by) + 1);
  if (count > MAX_RANGE_ITEMS) throw functionFault(`$range makes ${MAX_RANGE_ITEMS} items at most.`);
  evaluation.chargeItems(count);
  return Array.from({ length: count }, (_, index) => from + index * by);
}

function hash(values: readonly [text: Text, algorithm: Text], evaluation: Evaluation): Text {
  const [text, algorithm] = values;
  return text === undefined ? undefined : toHex(hashOf(text, algorithm, evaluation), evaluation);
}

function random(values: readonly [seed: MaybeNumber], evaluation: Evaluation): number {
  const seed = values[0];
  return seed === undefined ? nextRandom(evaluation) : seededRandom(seed);
}

function uuid(_: readonly [], evaluation: Evaluation): string {
  return nextUuid(evaluation);
}

function parse(values: readonly [text: Text], evaluation: Evaluation): unknown {
  const text = values[0];
  return text === undefined ? undefined : parseJson(text, evaluation);
}

export const ASL_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: 'partition',
    signature: '<an:a>',
    help: 'Splits an array into arrays of the size given.',
    example: '$partition([1,2,3,4,5], 2)',
    call: partition,
  },
  {
    name: 'range',
    signature: '<nnn:a>',
    help: 'Numbers from the first to the last, by the step; 1,000 at most.',
    example: '$range(1, 9, 2)',
    call: range,
  },
  {
    name: 'hash',
    signature: '<s-s?:s>',
    help: 'Hash of a text in hex: MD5, SHA-1, SHA-256 (default), SHA-384 or SHA-512.',
    example: "$hash('text', 'SHA-256')",
    call: hash,
  },
  {
    name: 'random',
    signature: '<n?:n>',
    help: 'A number from 0 to 1, the same whenever the run is repeated; with a seed, the same for the seed.',
    example: '$random()',
    call: random,
  },
  {
    name: 'uuid',
    signature: '<:s>',
    help: 'A version 4 UUID, the same whenever the run is repeated.',
    example: '$uuid()',
    call: uuid,
  },
  {
    name: 'parse',
    signature: '<s-:x>',
    help: 'The value of a JSON text.',
    example: '$parse(\'{"id":1}\')',
    call: parse,
  },
];
