import type { WorkflowDocument } from '@millrace/machine';

/** The document with what can be undone and redone. Documents share what an edit left alone. */
export interface History {
  readonly present: WorkflowDocument;
  readonly past: readonly Entry[];
  readonly future: readonly Entry[];
}
interface Entry {
  /** What undoing or redoing it says. */
  readonly name: string;
  readonly document: WorkflowDocument;
  /** Edits of one field in one go are one entry. */
  readonly key: string | undefined;
}

const MAX_ENTRIES = 500;

export const startHistory = (present: WorkflowDocument): History => ({ present, past: [], future: [] });

/** Makes an edit. With the key of the edit before, it becomes part of that one. */
export function edit(
  history: History,
  document: WorkflowDocument,
  { name, key }: { readonly name: string; readonly key?: string },
): History {
  if (document === history.present) return history;
  const last = history.past.at(-1);
  if (key !== undefined && last?.key === key) return { present: document, past: history.past, future: [] };
  return {
    present: document,
    past: [...history.past, { name, document: history.present, key }].slice(-MAX_ENTRIES),
    future: [],
  };
}

export function undo(history: History): History {
  const last = history.past.at(-1);
  if (last === undefined) return history;
  return {
    present: last.document,
    past: history.past.slice(0, -1),
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
