import { UNITS_PER_ITEM } from '../evaluation.ts';
import { listOf } from '../syntax-node.ts';
import { asConstructed, pushAll, unwrapped } from '../values/sequence.ts';
import type { Evaluate } from './frame.ts';
import { compilePairs, groupOf, type Pair } from './groups.ts';
import { constantOf } from './literals.ts';
import { negation } from './operators.ts';
import type { NodeCompiler } from './scope.ts';

/** `[ ]`: values side by side. Arrays dissolve in it, but for those that are written as arrays. */
const array: NodeCompiler = (node, scope, compile) => {
  const items = listOf(node.expressions).map((item) => ({
    evaluate: compile(item, scope),
    isArray: item.value === '[',
  }));
  const isConstructed = node.consarray === true;
  return (input, frame, evaluation) => {
    const made: unknown[] = [];
    for (const { evaluate, isArray } of items) {
      const value = evaluate(input, frame, evaluation);
      if (value === undefined) continue;
      if (isArray || !Array.isArray(value)) made.push(value);
      else {
        evaluation.checkItems(made.length + value.length);
        evaluation.chargeItems(value.length);
        pushAll(made, value as unknown[]);
      }
    }
    return isConstructed ? asConstructed(made) : made;
  };
};

/** `{ }`: where all names are written out, nothing has to be grouped. */
const object: NodeCompiler = (node, scope, compile) => {
  const compiled = compilePairs(node, scope, compile);
  const group = groupOf(compiled, node.position);
  const members = membersOf(compiled.pairs);
  if (members === undefined) return group;
  const units = members.length * UNITS_PER_ITEM;
  return (input, frame, evaluation) => {
    const context = unwrapped(input);
    if (context === input && Array.isArray(input)) return group(input, frame, evaluation);
    evaluation.charge(units);
    const result: Record<string, unknown> = {};
    for (const { name, evaluate } of members) {
      const value = evaluate(context, frame, evaluation);
      if (value !== undefined) result[name] = value;
    }
    return result;
  };
};

interface Member {
  readonly name: string;
  readonly evaluate: Evaluate;
}

/** Names that need a closer look when the object is made. */
const SPECIAL: ReadonlySet<unknown> = new Set(['__proto__', '_jsonata_lambda', '_jsonata_function']);

/** The members in the order in which they are evaluated, if all names are known, differ and are harmless. */
function membersOf(pairs: readonly Pair[]): readonly Member[] | undefined {
  const names = pairs.map(({ key }) => constantOf(key)?.value);
  if (!names.every((name) => typeof name === 'string' && !SPECIAL.has(name))) return undefined;
  const evaluators: Record<string, Evaluate> = Object.fromEntries(
    pairs.map(({ value }, index) => [String(names[index]), value]),
  );
  // JavaScript lists members that are whole numbers first, and so they are evaluated.
  const members = Object.entries(evaluators).map(([name, evaluate]) => ({ name, evaluate }));
  return members.length === pairs.length ? members : undefined;
}

const unary: NodeCompiler = (node, scope, compile) => {
  if (node.value === '[') return array(node, scope, compile);
  return (node.value === '{' ? object : negation)(node, scope, compile);
};

export const CONSTRUCTORS: Readonly<Record<string, NodeCompiler>> = { unary };
