import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Draft } from '../../../lib/contract.ts';
import { readDraft, saveDraft } from '../api/draft.ts';
import { DraftSession, type DraftPorts, type DraftView, type KeptDraft } from './draft-session.ts';
import { createDraftKeeper } from './kept-drafts.ts';

/** The draft as it is edited: undo, and saving as long as somebody types. */
export type DraftEditor = DraftView &
  Pick<DraftSession, 'change' | 'undo' | 'redo' | 'flush' | 'settle' | 'heardOf' | 'latest'>;

function portsOf(name: string, key: string): DraftPorts {
  return {
    save: (document, revision) => saveDraft(name, document, revision),
    read: () => readDraft(name),
    keep: createDraftKeeper(key),
    nowMs: Date.now,
    after: (delayMs, act) => {
      const timer = setTimeout(act, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

/** Edits a draft that was read once; `key` names what this browser keeps of it. */
export function useDraft(
  draft: Draft,
  { key, kept }: { readonly key: string; readonly kept: KeptDraft | undefined },
): DraftEditor {
  const [session] = useState(() => new DraftSession(portsOf(draft.name, key), { draft, kept }));
  const view = useSyncExternalStore(session.subscribe, session.snapshot);
  useEffect(() => {
    const save = (): void => void session.flush().catch(() => undefined);
    const saveWhenHidden = (): void => {
      if (document.visibilityState === 'hidden') save();
    };
    session.open();
    addEventListener('online', save);
    document.addEventListener('visibilitychange', saveWhenHidden);
    return () => {
      removeEventListener('online', save);
      document.removeEventListener('visibilitychange', saveWhenHidden);
      session.close();
    };
  }, [session]);
  return useMemo(() => {
    const { change, undo, redo, flush, settle, heardOf, latest } = session;
    return { ...view, change, undo, redo, flush, settle, heardOf, latest };
  }, [view, session]);
}
