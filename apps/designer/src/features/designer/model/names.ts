import type { JsonObject, WorkflowDocument } from '@millrace/machine';
import { variablesSetBy } from './readers.ts';

/** A state's name that is free in the machine: `base`, `base 2`, `base 3` … */
export function freeStateName({ machine }: WorkflowDocument, base: string): string {
  const short = base.slice(0, 76);
  if (!Object.hasOwn(machine.States, short)) return short;
  let number = 2;
  while (Object.hasOwn(machine.States, `${short} ${number}`)) number += 1;
  return `${short} ${number}`;
}

/** The variable that keeps a step's result: its name in camel case. */
export function variableFor(name: string): string {
  const [first = '', ...rest] = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9 ]+/g, ' ')
    .trim()
    .split(/\s+/);
  const camel =
    first.toLowerCase() + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join('');
  return /^[A-Za-z]/.test(camel) ? camel : `step${camel}`;
}

/** A variable's name that no step uses: `base`, `base2`, `base3` … */
export function freeVariable(document: WorkflowDocument, base: string): string {
  const taken = new Set(Object.values(document.machine.States).flatMap(variablesSetBy));
  if (!taken.has(base) && base !== 'states') return base;
  let number = 2;
  while (taken.has(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}

/** The same variables under names that no step uses. */
export function freeAssign(document: WorkflowDocument, assign: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(assign).map(([name, value]) => [freeVariable(document, name), value]));
}
