import type { WorkflowDocument } from '@millrace/machine';
import { merge } from './merge.ts';

/** The document with what can be undone and redone. Documents share what an edit left alone. */
export interface History {
  readonly present: WorkflowDocument;
  readonly past: readonly Entry[];
  readonly future: readonly Entry[];
}
interface Entry extends EditName {
  readonly document: WorkflowDocument;
  /** Edits of one field in one go are one entry. */
  readonly key: string | undefined;
}
/** What undoing or redoing an edit says: `delete` of `Charge card`, or of 3 steps. */
export interface EditName {
  readonly name: string;
  /** The step, or what else it is about. */
  readonly step?: string;
  /** How many there are; absent for one. */
  readonly count?: number;
}
/** What an edit is called, and what it goes together with. */
export interface EditLabel extends EditName {
  readonly key?: string;
}

/** A change of a step. Those of one field in one go are one entry; without a field, each is one. */
export const changeOf = (step: string, field: string | undefined): EditLabel => ({
  ...{ name: 'change', step },
  ...(field === undefined ? {} : { key: `${step}/${field}` }),
});

const MAX_ENTRIES = 500;

export const startHistory = (present: WorkflowDocument): History => ({ present, past: [], future: [] });

/** Makes an edit. With the key of the edit before, it becomes part of that one. */
export function edit(history: History, document: WorkflowDocument, { key, ...name }: EditLabel): History {
  if (document === history.present) return history;
  const last = history.past.at(-1);
  if (key !== undefined && last?.key === key) return { present: document, past: history.past, future: [] };
  return {
    present: document,
    past: [...history.past, { ...name, document: history.present, key }].slice(-MAX_ENTRIES),
    future: [],
  };
}

export function undo(history: History): History {
  const last = history.past.at(-1);
  if (last === undefined) return history;
  return {
    present: last.document,
    // What is typed after an undo is an edit of its own.
    past: history.past
      .slice(0, -1)
      .map((entry, index, { length }) => (index === length - 1 ? { ...entry, key: undefined } : entry)),
    future: [{ ...last, document: history.present }, ...history.future],
  };
}

export function redo(history: History): History {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return {
    present: next.document,
    past: [...history.past, { ...next, document: history.present, key: undefined }],
    future,
  };
}

/** A history on top of what somebody else saved. */
export interface Rebased {
  readonly history: History;
  /** JSON Pointers of what both changed; there the edits of the history count. */
  readonly conflicts: readonly string[];
  /** The document in which the other side's changes count instead. */
  readonly theirs: WorkflowDocument;
}

/** Puts somebody else's changes under every document, so that undoing one's own edits leaves theirs alone. */
export function rebase(
  { present, past, future }: History,
  { base, theirs }: { readonly base: WorkflowDocument; readonly theirs: WorkflowDocument },
): Rebased {
  const moved = (entry: Entry): Entry => ({ ...entry, document: merge({ base, mine: entry.document, theirs }).value });
  const { value, conflicts } = merge({ base, mine: present, theirs });
  return {
    history: { present: value, past: past.map(moved), future: future.map(moved) },
    conflicts,
    theirs: merge({ base, mine: theirs, theirs: present }).value,
  };
}
