// Functions that call one they are given for each item or member.
import type { Evaluation } from '../evaluation.ts';
import { Fault, functionFault } from '../fault.ts';
import type { FunctionValue } from '../values/function-value.ts';
import { asSequence } from '../values/sequence.ts';
import { truthOf } from '../values/truth.ts';
import { callWith, type FunctionBody } from './define.ts';
import { setMember, type Members } from './members.ts';

type Items = readonly unknown[] | undefined;

function map(values: readonly [Items, FunctionValue], evaluation: Evaluation): unknown[] | undefined {
  const [items, callback] = values;
  if (items === undefined) return undefined;
  evaluation.chargeItems(items.length);
  const takesValue = callback.arity < 2;
  const results: unknown[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const result = takesValue
      ? callback.apply([items[index]], null, evaluation)
      : callWith(callback, [items[index], index, items], evaluation);
    if (result !== undefined) results.push(result);
  }
  evaluation.checkItems(results.length);
  return asSequence(results);
}

function filter(values: readonly [Items, FunctionValue], evaluation: Evaluation): unknown[] | undefined {
  const [items, callback] = values;
  if (items === undefined) return undefined;
  evaluation.chargeItems(items.length);
  const takesValue = callback.arity < 2;
  const results: unknown[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    const result = takesValue
      ? callback.apply([item], null, evaluation)
      : callWith(callback, [item, index, items], evaluation);
    if (truthOf(result, evaluation)) results.push(item);
  }
  evaluation.checkItems(results.length);
  return asSequence(results);
}

/** The one item that there is, or for which the function is true. */
function single(values: readonly [Items, FunctionValue | undefined], evaluation: Evaluation): unknown {
  const [items, callback] = values;
  if (items === undefined) return undefined;
  let found: { readonly item: unknown } | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (callback !== undefined && !truthOf(callWith(callback, [item, index, items], evaluation), evaluation)) continue;
    if (found !== undefined) throw new Fault('D3138', { index });
    found = { item };
  }
  if (found === undefined) throw new Fault('D3139');
  return found.item;
}

function reduce(values: readonly [Items, FunctionValue, unknown], evaluation: Evaluation): unknown {
  const [items, callback, initial] = values;
  if (items === undefined) return undefined;
  const { arity } = callback;
  if (arity < 2) throw new Fault('D3050', { index: 1 });
  evaluation.chargeItems(items.length);
  const isFirstInitial = initial === undefined && items.length > 0;
  let result = isFirstInitial ? items[0] : initial;
  for (let index = isFirstInitial ? 1 : 0; index < items.length; index += 1) {
    const given = [result, items[index]];
    if (arity > 2) given.push(index);
    if (arity > 3) given.push(items);
    result = callback.apply(given, null, evaluation);
  }
  return result;
}

type OfMembers = readonly [object: Readonly<Members> | undefined, callback: FunctionValue];

function each(values: OfMembers, evaluation: Evaluation): unknown[] {
  const [object, callback] = values;
  const results: unknown[] = [];
  if (object === undefined) return asSequence(results);
  const names = Object.keys(object);
  evaluation.chargeItems(names.length);
  for (const name of names) {
    const result = callWith(callback, [object[name], name, object], evaluation);
    if (result !== undefined) results.push(result);
  }
  evaluation.checkItems(results.length);
  return asSequence(results);
}

/** Nothing, where no member is left. */
function sift(
  values: readonly [object: OfMembers[0], callback: FunctionValue | undefined],
  evaluation: Evaluation,
): Members | undefined {
  const [object, callback] = values;
  const names = Object.keys(object ?? {});
  if (object === undefined || names.length === 0) return undefined;
  if (callback === undefined) throw functionFault('$sift needs a function.');
  evaluation.chargeItems(names.length);
  const result: Members = {};
  let isEmpty = true;
  for (const name of names) {
    const value = object[name];
    if (!truthOf(callWith(callback, [value, name, object], evaluation), evaluation)) continue;
    setMember(result, name, value);
    isEmpty = false;
  }
  return isEmpty ? undefined : result;
}

export const HIGHER_ORDER_FUNCTIONS: Readonly<Record<string, FunctionBody>> = {
  ...{ map, filter, single, reduce, each, sift },
};
