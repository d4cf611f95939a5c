// What can be selected: a state by its name, `trigger:<id>`, and `edge:<slot id>`.
import type { State, Trigger, WorkflowDocument } from '@millrace/machine';
import type { CanvasItem, CanvasSelection } from '../../../components/canvas/canvas-events.ts';
import { findState, placesOf, ROOT_SCOPE, scopesOf } from '../../../components/canvas/model/scope.ts';
import { type Slot, slotId, slotsOf } from '../../../components/canvas/model/slot.ts';

/** What an item is in a document. */
export type Item =
  | { readonly kind: 'step'; readonly name: string; readonly state: State }
  | { readonly kind: 'trigger'; readonly id: string; readonly trigger: Trigger }
  | { readonly kind: 'edge'; readonly slot: Slot };

/** Reads an item; `undefined` when the document has none such any more. */
export function readItem(document: WorkflowDocument, item: CanvasItem): Item | undefined {
  const state = findState(document, item);
  if (state !== undefined) return { kind: 'step', name: item, state };
  if (item.startsWith('trigger:')) {
    const id = item.slice('trigger:'.length);
    const trigger = Object.hasOwn(document.triggers ?? {}, id) ? document.triggers?.[id] : undefined;
    return trigger === undefined ? undefined : { kind: 'trigger', id, trigger };
  }
  const slot = item.startsWith('edge:') ? slotOf(document, item.slice('edge:'.length)) : undefined;
  return slot === undefined ? undefined : { kind: 'edge', slot };
}

/** The way of an id. */
function slotOf(document: WorkflowDocument, id: string): Slot | undefined {
  const starts = scopesOf(document).map(({ path }): Slot =>
    path === ROOT_SCOPE ? { kind: 'start' } : { kind: 'start', scope: path },
  );
  const ways = placesOf(document).flatMap(({ name, state }) => slotsOf(name, state).map(({ slot }) => slot));
  return [...starts, ...ways].find((slot) => slotId(slot) === id);
}

/** What is still there of a selection. Undo, or another person's edit, may take away what was selected. */
export function selectionIn(document: WorkflowDocument, selection: CanvasSelection): CanvasSelection {
  const items = selection.items.filter((item) => readItem(document, item) !== undefined);
  if (items.length === selection.items.length) return selection;
  const isCurrentThere = selection.current !== undefined && items.includes(selection.current);
  return { items, current: isCurrentThere ? selection.current : items.at(-1) };
}

/** Whether two selections are of the same items. */
export const isSameSelection = (one: CanvasSelection, other: CanvasSelection): boolean =>
  one.current === other.current &&
  one.items.length === other.items.length &&
  one.items.every((item, index) => item === other.items[index]);

/** A new workflow begins with its trigger open; one that exists begins with its picture. */
export function firstItem({ triggers = {}, machine }: WorkflowDocument): CanvasItem | undefined {
  const [id] = Object.keys(triggers);
  return id === undefined || Object.keys(machine.States).length > 1 ? undefined : `trigger:${id}`;
}

/** The steps of a selection, by name. */
export const stepsIn = (document: WorkflowDocument, { items }: CanvasSelection): readonly string[] =>
  items.filter((item) => findState(document, item) !== undefined);

/** Whether an item is a step with other steps inside. */
export const holdsOthers = (item: Item | undefined): boolean =>
  item?.kind === 'step' && (item.state.Type === 'Map' || item.state.Type === 'Parallel');
