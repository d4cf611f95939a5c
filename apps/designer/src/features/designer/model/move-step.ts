import type { State, WorkflowDocument } from '@millrace/machine';
import { slotsOf } from '../../../components/canvas/model/slot.ts';
import { connect, lead, pointersTo } from './commands.ts';
import { readsAny, variablesSetBy } from './readers.ts';

/** Why a step stays where it is. */
export type MoveRefusal =
  /** It has no one way on, or what is beside it has none. */
  | { readonly kind: 'branches' }
  /** Nothing is before it, or after it. */
  | { readonly kind: 'end' }
  /** `reader` would come before what it reads. */
  | { readonly kind: 'reads'; readonly reader: string; readonly writer: string };

/** Swaps a step with the one before or after it on its way. */
export function moveStep(
  document: WorkflowDocument,
  name: string,
  direction: 'earlier' | 'later',
): { readonly document: WorkflowDocument } | { readonly refused: MoveRefusal } {
  const other = direction === 'later' ? targetOf(document, name) : predecessorOf(document, name);
  if (other === undefined) return { refused: { kind: isPlain(document, name) ? 'end' : 'branches' } };
  const [first, second] = direction === 'later' ? [name, other] : [other, name];
  return swap(document, first, second);
}

function swap(
  document: WorkflowDocument,
  first: string,
  second: string,
): { readonly document: WorkflowDocument } | { readonly refused: MoveRefusal } {
  const { [first]: before, [second]: after } = document.machine.States;
  if (before === undefined || after === undefined || !isPlain(document, first) || !isPlain(document, second))
    return { refused: { kind: 'branches' } };
  if (readsAny(after, variablesSetBy(before))) return { refused: { kind: 'reads', reader: second, writer: first } };
  const rest = targetOf(document, second);
  const led = lead(document, pointersTo(document, first), second);
  const onward = connect(led, { kind: 'next', state: first }, rest === first ? undefined : rest);
  return { document: connect(onward, { kind: 'next', state: second }, first) };
}

const stateOf = ({ machine }: WorkflowDocument, name: string): State | undefined =>
  Object.hasOwn(machine.States, name) ? machine.States[name] : undefined;

/** Whether a step goes on in one way, whatever happens on the way of an error. */
function isPlain(document: WorkflowDocument, name: string): boolean {
  const state = stateOf(document, name);
  return state !== undefined && slotsOf(name, state).some(({ slot }) => slot.kind === 'next');
}

function targetOf(document: WorkflowDocument, name: string): string | undefined {
  const state = stateOf(document, name);
  return state === undefined ? undefined : slotsOf(name, state).find(({ slot }) => slot.kind === 'next')?.target;
}

function predecessorOf(document: WorkflowDocument, name: string): string | undefined {
  const ways = pointersTo(document, name).flatMap((slot) => (slot.kind === 'next' ? [slot.state] : []));
  return ways.length === 1 ? ways[0] : undefined;
}
