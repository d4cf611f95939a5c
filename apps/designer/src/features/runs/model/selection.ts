/** Which runs of a list are selected: some that were picked, or all that match, seen or not. */
export type Selection =
  | {
      readonly kind: 'picked';
      readonly ids: ReadonlySet<string>;
      /** Where a range begins. */ readonly anchor?: string;
    }
  | { readonly kind: 'all' };

export const NOTHING: Selection = { kind: 'picked', ids: new Set() };
export const EVERYTHING: Selection = { kind: 'all' };

export function isEmpty(selection: Selection): boolean {
  return selection.kind === 'picked' && selection.ids.size === 0;
}

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === 'all' || selection.ids.has(id);
}

/** Selects a run, or not any more. Of all, what is shown stays but for this one. */
export function toggle(selection: Selection, id: string, shown: readonly string[]): Selection {
  const ids = new Set(selection.kind === 'all' ? shown : selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { kind: 'picked', ids, anchor: id };
}

/** Selects from where the last one was selected up to this one. */
export function extendTo(selection: Selection, id: string, shown: readonly string[]): Selection {
  if (selection.kind === 'all') return selection;
  const end = shown.indexOf(id);
  const begin = selection.anchor === undefined ? end : shown.indexOf(selection.anchor);
  if (begin === -1 || end === -1) return toggle(selection, id, shown);
  const range = shown.slice(Math.min(begin, end), Math.max(begin, end) + 1);
  return { ...selection, ids: new Set([...selection.ids, ...range]) };
}

/** How much of what is shown is selected. */
export function stateOf(selection: Selection, shown: readonly string[]): 'none' | 'some' | 'all' {
  const count = shown.filter((id) => isSelected(selection, id)).length;
  if (count === 0) return 'none';
  return count === shown.length ? 'all' : 'some';
}

/** Selects all that is shown, or nothing when that is selected already. */
export function toggleShown(selection: Selection, shown: readonly string[]): Selection {
  return stateOf(selection, shown) === 'all' ? NOTHING : { kind: 'picked', ids: new Set(shown) };
}
