import type { WorkflowDocument } from '@millrace/machine';
import { placesOf } from '../../../components/canvas/model/scope.ts';
import { variablesSetBy } from './readers.ts';

const MOST_CHARACTERS = 76;

/** A name that is free: `base`, `base 2`, `base 3` … */
export function freeNameAmong(taken: ReadonlySet<string>, base: string): string {
  const short = base.slice(0, MOST_CHARACTERS);
  if (!taken.has(short)) return short;
  let number = 2;
  while (taken.has(`${short} ${number}`)) number += 1;
  return `${short} ${number}`;
}

/** A state's name that is free in the document, at every depth. */
export const freeStateName = (document: WorkflowDocument, base: string): string =>
  freeNameAmong(new Set(placesOf(document).map(({ name }) => name)), base);

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

/** The variables that any step of a document keeps. */
export const variablesOf = (document: WorkflowDocument): ReadonlySet<string> =>
  new Set(placesOf(document).flatMap(({ state }) => variablesSetBy(state)));

/** A variable's name that is free: `base`, `base2`, `base3` … */
export function freeVariableAmong(taken: ReadonlySet<string>, base: string): string {
  if (!taken.has(base) && base !== 'states') return base;
  let number = 2;
  while (taken.has(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}

/** A variable's name that no step uses, at any depth. */
export const freeVariable = (document: WorkflowDocument, base: string): string =>
  freeVariableAmong(variablesOf(document), base);
