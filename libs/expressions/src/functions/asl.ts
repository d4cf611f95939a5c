// The functions that Step Functions adds to JSONata, with its limits.
import { bytesToHex } from '@noble/hashes/utils.js';
import type { JsonValue } from '../json.ts';
import { nextRandom, nextUuid, seededRandom } from '../randomness.ts';
import { functionError, type ExpressionFunction } from './define.ts';
import { hashOf } from './hashes.ts';
import { after } from './slices.ts';

/** AWS's bound on `$range`. */
const MAX_RANGE_ITEMS = 1000;

function partition(items: readonly JsonValue[] | undefined, size: number | undefined): JsonValue[][] | undefined {
  if (items === undefined) return undefined;
  const step = Math.floor(size ?? 0);
  if (!(step >= 1)) throw functionError('$partition needs a size of 1 or more.');
  const parts: JsonValue[][] = [];
  for (let start = 0; start < items.length; start += step) parts.push(items.slice(start, start + step));
  return parts;
}

function range(...limits: readonly (number | undefined)[]): number[] | undefined {
  const [first, last, step] = limits;
  if (first === undefined || last === undefined || step === undefined) return undefined;
  const [from, to, by] = [Math.round(first), Math.round(last), Math.round(step)];
  if (by === 0) throw functionError('$range needs a step other than 0.');
  const count = Math.max(0, Math.floor((to - from) / by) + 1);
  if (count > MAX_RANGE_ITEMS) throw functionError(`$range makes ${MAX_RANGE_ITEMS} items at most.`);
  return Array.from({ length: count }, (_, index) => from + index * by);
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw functionError(`$parse was given text that is no JSON: ${cause instanceof Error ? cause.message : ''}`);
  }
}

export const ASL_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: 'partition',
    signature: '<an:a>',
    help: 'Splits an array into arrays of the size given.',
    example: '$partition([1,2,3,4,5], 2)',
    call: (_, items: readonly JsonValue[] | undefined, size?: number) => partition(items, size),
  },
  {
    name: 'range',
    signature: '<nnn:a>',
    help: 'Numbers from the first to the last, by the step; 1,000 at most.',
    example: '$range(1, 9, 2)',
    call: (_, ...limits: (number | undefined)[]) => range(...limits),
  },
  {
    name: 'hash',
    signature: '<s-s?:s>',
    help: 'Hash of a text in hex: MD5, SHA-1, SHA-256 (default), SHA-384 or SHA-512.',
    example: "$hash('text', 'SHA-256')",
    call: (budget, text: string | undefined, algorithm?: string) =>
      text === undefined ? undefined : after(hashOf(budget, text, algorithm), bytesToHex),
  },
  {
    name: 'random',
    signature: '<n?:n>',
    help: 'A number from 0 to 1, the same whenever the run is repeated; with a seed, the same for the seed.',
    example: '$random()',
    call: (budget, seed?: number) => (seed === undefined ? nextRandom(budget) : seededRandom(seed)),
  },
  {
    name: 'uuid',
    signature: '<:s>',
    help: 'A version 4 UUID, the same whenever the run is repeated.',
    example: '$uuid()',
    call: (budget) => nextUuid(budget),
  },
  {
    name: 'parse',
    signature: '<s-:x>',
    help: 'The value of a JSON text.',
    example: '$parse(\'{"id":1}\')',
    call: (_, text: string | undefined) => parse(text),
  },
];
