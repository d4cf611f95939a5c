import type { State } from '@millrace/machine';
import { isList, isObject } from '../../../lib/json.ts';

/** The names of the states inside a Map or in each branch of a Parallel. A draft may hold anything there. */
export function innerStatesOf(state: State): readonly (readonly string[])[] {
  if (state.Type === 'Map') return [statesOf(state.ItemProcessor)];
  if (state.Type !== 'Parallel') return [];
  const { Branches } = state as { readonly Branches: unknown };
  return isList(Branches) ? Branches.map(statesOf) : [];
}

function statesOf(machine: unknown): readonly string[] {
  return isObject(machine) && isObject(machine.States) ? Object.keys(machine.States) : [];
}
