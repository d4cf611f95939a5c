import type { Evaluation } from '../evaluation.ts';
import { isFunctionValue } from '../values/function-value.ts';
import { measure } from '../values/measure.ts';
import { isNumeric } from '../values/numbers.ts';
import { asSequence, pushAll, unwrapped } from '../values/sequence.ts';
import { rounded } from '../values/text.ts';
import type { FunctionBody } from './define.ts';
import { setMember, type Members } from './members.ts';

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
    else if (isObject(item)) for (const name of Object.keys(item)) found[name] = true;
  }
}

function lookup(values: readonly [value: unknown, name: string | undefined], evaluation: Evaluation): unknown {
  // A missing name is read as the reference reads it.
  const name = String(values[1]);
  evaluation.chargeText(name);
  return lookupIn(values[0], name, evaluation);
}

/** Own members only; of an array, those of its items, with arrays among them unfolded. */
function lookupIn(value: unknown, name: string, evaluation: Evaluation): unknown {
  if (!Array.isArray(value)) return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  evaluation.chargeItems(value.length + ITEMS_PER_STRUCTURE);
  const results: unknown[] = [];
  for (const item of value as readonly unknown[]) {
    const found = lookupIn(item, name, evaluation);
    if (Array.isArray(found)) {
      evaluation.checkItems(results.length + found.length);
      evaluation.chargeItems(found.length);
      pushAll(results, found);
    } else if (found !== undefined) results.push(found);
  }
  return asSequence(results);
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
    for (const name of names) if (name !== '__proto__') results.push({ [name]: value[name] });
  } else results.push(value);
  evaluation.checkItems(results.length);
}

function merge(values: readonly [objects: readonly Readonly<Members>[] | undefined], evaluation: Evaluation): unknown {
  const objects = values[0];
  if (objects === undefined) return undefined;
  const result: Members = {};
  for (const object of objects) {
    const names = Object.keys(object);
    evaluation.chargeItems(names.length + ITEMS_PER_STRUCTURE);
    for (const name of names) setMember(result, name, object[name]);
  }
  return result;
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
  const members: Members = {};
  for (const name of Object.keys(value)) {
    const copy = copyOf((value as Readonly<Members>)[name]);
    if (copy !== undefined) setMember(members, name, copy);
  }
  return members;
}

/** JSON has no sign of zero, and nothing that is not a number. */
function copyOfNumber(value: number): number | null {
  if (value === 0) return 0;
  return isNumeric(value) ? rounded(value) : null;
}

export const OBJECT_FUNCTIONS: Readonly<Record<string, FunctionBody>> = { keys, lookup, spread, merge, clone };
