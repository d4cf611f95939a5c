import type { Evaluation } from '../evaluation.ts';
import { isFunctionValue } from '../values/function-value.ts';

/** Numbers as their bits. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** A structure in a structure costs as much as so many items. */
const ITEMS_PER_STRUCTURE = 8;

const TRUE = 0x51ed270b;
const FALSE = 0x2545f491;
const NOTHING = 0x68e31da4;
const FUNCTION = 0x3c6ef372;
const ARRAY = 0x1b873593;
const OBJECT = 0x5bd1e995;
const PRIME = 0x01000193;

function mixed(hash: number, part: number): number {
  const product = Math.imul(hash ^ part, PRIME);
  return product ^ (product >>> 15);
}

function hashOfText(text: string): number {
  let hash = text.length;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  return hash ^ (hash >>> 15);
}

function hashOfNumber(value: number): number {
  // Both zeros are equal.
  double[0] = value + 0;
  return mixed(words[0] ?? 0, words[1] ?? 0);
}

/** The same for structures that are equal: with the same items in order, with the same members in any order. */
export function hashOfStructure(value: unknown, evaluation: Evaluation): number {
  if (typeof value === 'string') {
    evaluation.charge(value.length);
    return hashOfText(value);
  }
  if (typeof value === 'number') return hashOfNumber(value);
  if (typeof value === 'boolean') return value ? TRUE : FALSE;
  if (typeof value !== 'object' || value === null) return NOTHING;
  if (Array.isArray(value)) return hashOfArray(value, evaluation);
  return isFunctionValue(value) ? FUNCTION : hashOfObject(value as Readonly<Record<string, unknown>>, evaluation);
}

function hashOfArray(items: readonly unknown[], evaluation: Evaluation): number {
  evaluation.chargeItems(items.length + ITEMS_PER_STRUCTURE);
  let hash = ARRAY;
  for (const item of items) hash = mixed(hash, hashOfStructure(item, evaluation));
  return hash;
}

function hashOfObject(members: Readonly<Record<string, unknown>>, evaluation: Evaluation): number {
  const names = Object.keys(members);
  evaluation.chargeItems(names.length + ITEMS_PER_STRUCTURE);
  let hash = OBJECT;
  for (const name of names) {
    evaluation.charge(name.length);
    // A sum, so that the order does not matter.
    hash = (hash + mixed(hashOfText(name), hashOfStructure(members[name], evaluation))) | 0;
  }
  return hash;
}
