// Which commands the menu of a thing has, in groups.
import type { WorkflowDocument } from '@millrace/machine';
import type { CanvasSelection, MenuTarget } from '../../../../components/canvas/canvas-events.ts';
import type { ShortcutId } from '../../../../keys.ts';
import { holdsOthers, readItem } from '../items.ts';

/** What a menu is of. */
export type MenuKind = 'step' | 'trigger' | 'edge' | 'selection' | 'canvas';

type Groups = readonly (readonly ShortcutId[])[];

export const MENUS: Readonly<Record<MenuKind, Groups>> = {
  step: [
    ['openPanel', 'rename', 'note', 'skip'],
    ['testStep', 'runToHere', 'pin'],
    ['add', 'connect', 'replace', 'earlier', 'later'],
    ['copy', 'cut', 'paste', 'duplicate'],
    ['wrapMap', 'wrapParallel', 'unwrap', 'collapse', 'extract'],
    ['selectUpstream', 'selectDownstream', 'zoomToSelection'],
    ['remove'],
  ],
  trigger: [['openPanel', 'addTrigger'], ['zoomToSelection'], ['remove']],
  edge: [['add', 'connect', 'paste'], ['disconnect']],
  selection: [
    ['copy', 'cut', 'duplicate', 'skip'],
    ['wrapMap', 'wrapParallel', 'extract'],
    ['zoomToSelection'],
    ['remove'],
  ],
  canvas: [
    ['add', 'addTrigger', 'paste'],
    ['selectAll', 'findStep'],
    ['undo', 'redo'],
    ['json', 'code', 'direction'],
  ],
};

/** Commands that are left out where they make no sense, instead of saying why. */
const ONLY_CONTAINERS: ReadonlySet<ShortcutId> = new Set<ShortcutId>(['unwrap', 'collapse']);

/** What a menu is of, by what is selected. */
export function menuKindOf(document: WorkflowDocument, { items, current }: CanvasSelection): MenuKind {
  if (items.length > 1) return 'selection';
  return (current === undefined ? undefined : readItem(document, current)?.kind) ?? 'canvas';
}

/** The commands of the menu of what is selected. */
export function menuOf(document: WorkflowDocument, selection: CanvasSelection): Groups {
  const item = selection.current === undefined ? undefined : readItem(document, selection.current);
  return MENUS[menuKindOf(document, selection)]
    .map((group) => group.filter((id) => !ONLY_CONTAINERS.has(id) || holdsOthers(item)))
    .filter((group) => group.length > 0);
}

/** What is selected while a menu is open: what it was asked for, with all that is selected if it is among these. */
export function selectionOfMenu(
  selection: CanvasSelection,
  target: MenuTarget,
  edgeItem: (target: Extract<MenuTarget, { kind: 'edge' }>) => string,
): CanvasSelection {
  if (target.kind === 'selection') return selection;
  if (target.kind === 'canvas') return { current: undefined, items: [] };
  const item = target.kind === 'edge' ? edgeItem(target) : target.item;
  return selection.items.includes(item) ? selection : { current: item, items: [item] };
}
