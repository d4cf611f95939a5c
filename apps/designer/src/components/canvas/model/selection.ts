// What is selected, and what else could be.
import type { WorkflowDocument } from '@millrace/machine';
import { type CanvasItem, type CanvasSelection, NOTHING_SELECTED, selectOnly } from '../canvas-events.ts';
import { isStateItem } from './items.ts';
import { stepsOf } from './outline.ts';
import { namesInside, scopesOf } from './scope.ts';
import { encloses, meets, type Rect } from './view.ts';

/** These states, in the order of the outline. The one whose panel is open is kept if it can be. */
export function selectStates(
  document: WorkflowDocument,
  names: Iterable<string>,
  current?: CanvasItem,
): CanvasSelection {
  const wanted = new Set(names);
  const items = stepsOf(document).flatMap(({ name }) => (wanted.has(name) ? [name] : []));
  const kept = current !== undefined && wanted.has(current) ? current : items.at(-1);
  return kept === undefined ? NOTHING_SELECTED : { current: kept, items };
}

/** Adds an item to a selection or takes it away. Several are all states: anything else is selected alone. */
export function toggled(document: WorkflowDocument, selection: CanvasSelection, item: CanvasItem): CanvasSelection {
  const states = selection.items.filter(isStateItem);
  if (!isStateItem(item) || states.length === 0) return selectOnly(item);
  if (!states.includes(item)) return selectStates(document, [...states, item], item);
  return selectStates(
    document,
    states.filter((other) => other !== item),
    selection.current,
  );
}

/** Every state of the outermost machine: boxes stand for what is inside of them. */
export function selectAll(document: WorkflowDocument, current?: CanvasItem): CanvasSelection {
  const [root] = scopesOf(document);
  return selectStates(document, Object.keys(root?.machine.States ?? {}), current);
}

/** A card with its place; a box around others is taken only as a whole. */
interface BoxedCard {
  readonly name: string;
  readonly rect: Rect;
  readonly isBox: boolean;
}

/** The states that a rectangle drawn over the picture takes. Those inside of a box that is taken go with it. */
export function boxedStates(document: WorkflowDocument, cards: readonly BoxedCard[], box: Rect): readonly string[] {
  const taken = cards.filter(({ rect, isBox }) => (isBox ? encloses(box, rect) : meets(box, rect)));
  const inside = new Set(taken.flatMap(({ name, isBox }) => (isBox ? namesInside(document, name) : [])));
  return taken.flatMap(({ name }) => (inside.has(name) ? [] : [name]));
}
