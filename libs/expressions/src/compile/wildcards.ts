import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { isFunctionValue } from '../values/function-value.ts';
import { asSequence, unwrapped } from '../values/sequence.ts';
import { lookUp } from './names.ts';
import type { NodeCompiler } from './scope.ts';

/** A name that stands in a path for itself. */
const name: NodeCompiler = ({ value }) => {
  const member = String(value);
  return (input, _, evaluation) => lookUp(input, member, evaluation);
};

/** `*`: all members, arrays among them dissolved. With an array among them, the result stays an array. */
const wildcard: NodeCompiler = () => (input, _, evaluation) => {
  const value = unwrapped(input);
  if (typeof value !== 'object' || value === null || isFunctionValue(value)) return asSequence([]);
  const members = membersOf(value, evaluation);
  const found: unknown[] = [];
  for (const member of members) flatten(member, found, evaluation);
  return members.some(Array.isArray) ? found : asSequence(found);
};

/** `**`: the value, and whatever lies in it, level by level; arrays are only passed through. */
const descendant: NodeCompiler = () => (input, _, evaluation) => {
  if (input === undefined) return undefined;
  const found: unknown[] = [];
  descend(input, found, evaluation);
  return found.length === 1 ? found[0] : asSequence(found);
};

function membersOf(value: object, evaluation: Evaluation): readonly unknown[] {
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  evaluation.charge((members.length + 1) * UNITS_PER_ITEM);
  return members;
}

function flatten(value: unknown, found: unknown[], evaluation: Evaluation): void {
  if (!Array.isArray(value)) {
    found.push(value);
    return;
  }
  evaluation.charge((value.length + 1) * UNITS_PER_ITEM);
  for (const item of value as unknown[]) flatten(item, found, evaluation);
  evaluation.checkItems(found.length);
}

function descend(value: unknown, found: unknown[], evaluation: Evaluation): void {
  if (!Array.isArray(value)) {
    found.push(value);
    evaluation.checkItems(found.length);
  }
  if (typeof value !== 'object' || value === null || isFunctionValue(value)) return;
  for (const member of membersOf(value, evaluation)) descend(member, found, evaluation);
}

export const WILDCARDS: Readonly<Record<string, NodeCompiler>> = { name, wildcard, descendant };
