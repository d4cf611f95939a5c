// What expressions read of `$states.context`, which is not the same everywhere.
import type { State } from '@millrace/machine';
import { innerMachines, readMachine } from '../../../components/canvas/model/scope.ts';
import { expressionsOf, variableTokens } from './expression-tokens.ts';
import { ownPart } from './readers.ts';

const ITEM = /^\s*\.\s*context\s*\.\s*Map\b/;
const EXECUTION_INPUT = /^\s*\.\s*context\s*\.\s*Execution\s*\.\s*Input\b/;

/** Whether a state, or what it holds, reads the item of a loop around it. What a loop inside holds reads the items of that one. */
export function readsItem(state: State): boolean {
  if (expressionsOf(aroundInner(state)).some((text) => placesOf(text, ITEM).length > 0)) return true;
  if (state.Type === 'Map') return false;
  return innerMachines(state).some(({ machine }) => Object.values(readMachine(machine).States).some(readsItem));
}

/** What of a state is evaluated outside of its loop: the input of an item is made with the item at hand. */
function aroundInner(state: State): object {
  if (state.Type !== 'Map') return ownPart(state);
  const { ItemProcessor: _machine, ItemSelector: _item, ItemBatcher: _batch, ...own } = state;
  return own;
}

/** Whether an expression reads what the run was started with. */
export const readsExecutionInput = (expression: string): boolean => placesOf(expression, EXECUTION_INPUT).length > 0;

/** An expression that reads a variable in place of what the run was started with. */
export function withExecutionInput(expression: string, variable: string): string {
  return placesOf(expression, EXECUTION_INPUT).reduceRight(
    (text, { start, end }) => `${text.slice(0, start)}$${variable}${text.slice(end)}`,
    expression,
  );
}

function placesOf(expression: string, member: RegExp): readonly { readonly start: number; readonly end: number }[] {
  return variableTokens(expression).flatMap(({ name, start, end }) => {
    const found = name === 'states' ? member.exec(expression.slice(end)) : null;
    return found === null ? [] : [{ start, end: end + found[0].length }];
  });
}
