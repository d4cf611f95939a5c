import type { Evaluation } from '../evaluation.ts';
import { isFunctionValue } from '../values/function-value.ts';
import { measure } from '../values/measure.ts';
import { isNumeric } from '../values/numbers.ts';
import { asSequence, pushAll, unwrapped } from '../values/sequence.ts';
import { rounded } from '../values/text.ts';
import type { FunctionBody } from './define.ts';
import { copyOfMembers, setMember, type Members } from './members.ts';

/** A structure in a structure costs as much as so many items. */
const ITEMS_PER_STRUCTURE = 8;

function isObject(value: unknown): value is Readonly<Members> {
  return typeof value === 'object' && value !== null && !isFunctionValue(value);
}

function keys(values: readonly [value: unknown], evaluation: Evaluation): unknown[] {
  const value = values[0];
  if (Array.isArray(value)) return keysOfAll(value, evaluation);
  if (!isObject(value)) return asSequence([]);
  const names = Object.keys(value);
  evaluation.chargeItems(names.length);
  return asSequence(names);
}

/** Of all objects in an array and in the arrays in it, in the order of an object that has them all. */
function keysOfAll(items: readonly unknown[], evaluation: Evaluation): unknown[] {
  const found = Object.create(null) as Members;
  noteKeys(items, found, evaluation);
  const names = Object.keys(found);
  evaluation.checkItems(names.length);
  return asSequence(names);
}

function noteKeys(items: readonly unknown[], found: Members, evaluation: Evaluation): void {
  evaluation.chargeItems(items.length + ITEMS_PER_STRUCTURE);
  for (const item of items) {
    if (Array.isArray(item)) noteKeys(item, found, evaluation);
    else if (isObject(item)) noteKeysOf(item, found);
  }
}

function noteKeysOf(object: Readonly<Members>, found: Members): void {
  for (const name in object) if (found[name] !== true) found[name] = true;
}

function lookup(values: readonly [value: unknown, name: string | undefined], evaluation: Evaluation): unknown {
  // A missing name is read as the reference reads it.
  const name = String(values[1]);
  evaluation.chargeText(name);
  const value = values[0];
  const isInherited = name in Object.prototype;
  return Array.isArray(value)
    ? lookupInAll(value, { name, isInherited }, evaluation)
    : memberOf(value, name, isInherited);
}

/** A name, and whether every object inherits something of that name. */
interface LookedUp {
  readonly name: string;
  readonly isInherited: boolean;
}

/** The members of all items, with arrays among them unfolded. */
function lookupInAll(items: readonly unknown[], wanted: LookedUp, evaluation: Evaluation): unknown[] {
  evaluation.chargeItems(items.length + ITEMS_PER_STRUCTURE);
  const { name, isInherited } = wanted;
  const results: unknown[] = [];
  for (const item of items) {
    const found = Array.isArray(item) ? lookupInAll(item, wanted, evaluation) : memberOf(item, name, isInherited);
    if (Array.isArray(found)) {
      evaluation.checkItems(results.length + found.length);
      evaluation.chargeItems(found.length);
      pushAll(results, found);
    } else if (found !== undefined) results.push(found);
  }
  return asSequence(results);
}

/** Own members only. */
function memberOf(value: unknown, name: string, isInherited: boolean): unknown {
  if (!isObject(value)) return undefined;
  return isInherited && !Object.hasOwn(value, name) ? undefined : value[name];
}

/** Each member as an object of its own; what is no object stays as it is. */
function spread(values: readonly [value: unknown], evaluation: Evaluation): unknown {
  const value = values[0];
  if (!Array.isArray(value) && !isObject(value)) return value;
  const results: unknown[] = [];
  pushMembers(results, value, evaluation);
  // The reference joins the members of several objects in an array that is no sequence.
  return Array.isArray(value) && value.length > 0 ? results : asSequence(results);
}

function pushMembers(results: unknown[], value: unknown, evaluation: Evaluation): void {
  if (Array.isArray(value)) {
    evaluation.chargeItems(value.length + ITEMS_PER_STRUCTURE);
    for (const item of value as readonly unknown[]) pushMembers(results, item, evaluation);
  } else if (isObject(value)) {
    const names = Object.keys(value);
    evaluation.chargeItems(names.length);
    for (const name of names) if (name !== '__proto__') results.push(objectOf(name, value[name]));
  } else results.push(value);
  evaluation.checkItems(results.length);
}

/** Faster than a computed name in braces. */
function objectOf(name: string, value: unknown): Members {
  const object: Members = {};
  object[name] = value;
  return object;
}

function merge(values: readonly [objects: readonly Readonly<Members>[] | undefined], evaluation: Evaluation): unknown {
  const objects = values[0];
  if (objects === undefined) return undefined;
  let result: Members | undefined;
  for (const object of objects) {
    const members = Object.keys(object).length;
    evaluation.chargeItems(members + ITEMS_PER_STRUCTURE);
    if (result === undefined) result = copyOfMembers(object, members);
    else for (const name in object) setMember(result, name, object[name]);
  }
  return result ?? {};
}

/** What the JSON text of a structure would give. */
function clone(values: readonly [structure: unknown], evaluation: Evaluation): unknown {
  const structure = unwrapped(values[0]);
  if (structure === undefined) return undefined;
  measure(structure, evaluation);
  return copyOf(structure);
}

function copyOf(value: unknown): unknown {
  if (typeof value === 'number') return copyOfNumber(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isFunctionValue(value)) return '';
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value as readonly unknown[]) items.push(copyOf(item) ?? null);
    return items;
  }
  const members = copyOfMembers(value as Readonly<Members>, Object.keys(value).length);
  for (const name in members) {
    const member = members[name];
    const copy = copyOf(member);
    if (copy === undefined) Reflect.deleteProperty(members, name);
    else if (copy !== member || copy === 0) members[name] = copy;
  }
  return members;
}

/** JSON has no sign of zero, and nothing that is not a number. */
function copyOfNumber(value: number): number | null {
  if (value === 0) return 0;
  return isNumeric(value) ? rounded(value) : null;
}

export const OBJECT_FUNCTIONS: Readonly<Record<string, FunctionBody>> = { keys, lookup, spread, merge, clone };
