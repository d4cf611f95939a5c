import type { WorkflowDocument } from '@millrace/machine';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../../../lib/api-error.ts';
import type { Draft } from '../../../lib/contract.ts';
import { readDraft, saveDraft } from '../api/draft.ts';
import { edit, type History, redo, startHistory, undo } from '../model/history.ts';
import { dropBackup, keepBackup } from './draft-backup.ts';

const SAVE_DELAY_MS = 800;
const RETRY_DELAY_MS = 3000;

/** Whether the server has what is on the screen. */
export type SaveState =
  | { readonly kind: 'saved'; readonly atMs: number }
  | { readonly kind: 'saving' }
  /** Kept in this browser until the server answers. */
  | { readonly kind: 'offline' }
  /** Somebody else saved in between; a person decides. */
  | { readonly kind: 'conflict'; readonly other: Draft }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface DraftEditor {
  readonly history: History;
  readonly saveState: SaveState;
  /** Ends a conflict: my draft replaces the other, or the other takes its place here, to be undone if need be. */
  readonly resolve: (choice: 'mine' | 'theirs') => void;
  readonly change: (document: WorkflowDocument, about: { readonly name: string; readonly key?: string }) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Saves what is open; resolves with the revision that the server has then. */
  readonly flush: () => Promise<number>;
}

/** The draft as it is edited: undo, and saving 800 ms after the last edit. */
export function useDraft(first: Draft, restored: WorkflowDocument | undefined): DraftEditor {
  const [history, setHistory] = useState<History>(() => startHistory(restored ?? (first.document as WorkflowDocument)));
  const [saveState, setSaveState] = useState<SaveState>({ kind: 'saved', atMs: Date.parse(first.updatedAt) });
  const newest = useRef(history.present);
  const saved = useRef(first.document as WorkflowDocument);
  const revision = useRef(first.revision);
  const saving = useRef<Promise<void> | undefined>(undefined);
  const { name } = first;
  const isConflict = saveState.kind === 'conflict';

  const saveOnce = useCallback(async (): Promise<void> => {
    const document = newest.current;
    setSaveState({ kind: 'saving' });
    try {
      const draft = await saveDraft(name, document, revision.current);
      revision.current = draft.revision;
      saved.current = document;
      if (newest.current === document) await dropBackup(name).catch(() => undefined);
      setSaveState({ kind: 'saved', atMs: Date.now() });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'workflow.draft_changed') {
        setSaveState({ kind: 'conflict', other: await readDraft(name) });
        throw error;
      }
      const isOffline = error instanceof ApiError && (error.status === 0 || error.status >= 502);
      setSaveState(isOffline ? { kind: 'offline' } : { kind: 'failed', error });
      throw error;
    }
  }, [name]);

  const flush = useCallback(async (): Promise<number> => {
    // Two saves at once would make the second meet the first as somebody else's.
    while (saving.current !== undefined) await saving.current.catch(() => undefined);
    if (newest.current !== saved.current) {
      saving.current = saveOnce().finally(() => {
        saving.current = undefined;
      });
      await saving.current;
    }
    return revision.current;
  }, [saveOnce]);

  useEffect(() => {
    newest.current = history.present;
    if (history.present === saved.current) return undefined;
    void keepBackup(name, { document: history.present, revision: revision.current }).catch(() => undefined);
    if (isConflict) return undefined;
    const timer = setTimeout(() => void flush().catch(() => undefined), SAVE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [history.present, name, flush, isConflict]);

  const resolve = (choice: 'mine' | 'theirs'): void => {
    if (saveState.kind !== 'conflict') return;
    const { other } = saveState;
    revision.current = other.revision;
    if (choice === 'theirs') {
      saved.current = other.document as WorkflowDocument;
      setHistory((before) => edit(before, saved.current, { name: 'theirs' }));
    }
    setSaveState({ kind: 'saved', atMs: Date.now() });
    if (choice === 'mine') void flush().catch(() => undefined);
  };

  useEffect(() => {
    if (saveState.kind !== 'offline') return undefined;
    const timer = setInterval(() => void flush().catch(() => undefined), RETRY_DELAY_MS);
    return () => clearInterval(timer);
  }, [saveState.kind, flush]);

  return {
    history,
    saveState,
    resolve,
    change: useCallback((document, about) => setHistory((before) => edit(before, document, about)), []),
    undo: useCallback(() => setHistory(undo), []),
    redo: useCallback(() => setHistory(redo), []),
    flush,
  };
}
