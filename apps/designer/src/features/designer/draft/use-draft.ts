import { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { draftSaver, readDraft } from '../../../lib/queries/draft.ts';
import { DraftSession, type DraftPorts, type DraftView } from './draft-session.ts';
import type { OpenedDraft } from './open-draft.ts';

/** The draft as it is edited: undo, and saving as long as somebody types. */
export type DraftEditor = DraftView &
  Pick<DraftSession, 'change' | 'undo' | 'redo' | 'flush' | 'settle' | 'heardOf' | 'latest'>;

function portsOf({ draft: { name }, log }: OpenedDraft): DraftPorts {
  return {
    save: draftSaver(name),
    read: () => readDraft(name),
    keep: log.append,
    nowMs: Date.now,
    after: (delayMs, act) => {
      const timer = setTimeout(act, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

/** Edits a draft that was read once. */
export function useDraft(opened: OpenedDraft): DraftEditor {
  const [session] = useState(() => new DraftSession(portsOf(opened), opened));
  const view = useView(session);
  const { use } = opened.log;
  useEffect(() => {
    const save = (): void => void session.flush().catch(() => undefined);
    const saveWhenHidden = (): void => {
      if (document.visibilityState === 'hidden') save();
    };
    const release = use();
    session.open();
    addEventListener('online', save);
    document.addEventListener('visibilitychange', saveWhenHidden);
    return () => {
      removeEventListener('online', save);
      document.removeEventListener('visibilitychange', saveWhenHidden);
      void session.close().finally(release);
    };
  }, [session, use]);
  return useMemo(() => {
    const { change, undo, redo, flush, settle, heardOf, latest } = session;
    return { ...view, change, undo, redo, flush, settle, heardOf, latest };
  }, [view, session]);
}

/**
 * What is drawn of a session. Whoever changes the draft within a transition is drawn when there is time, which an external store
 * could not be; so what is typed in one field may be behind in what another one would build upon, until the first one is left.
 */
function useView(session: DraftSession): DraftView {
  const [view, draw] = useState(session.snapshot);
  useLayoutEffect(() => {
    const catchUp = (): void => draw(session.snapshot());
    // Between the first drawing and now something may have come.
    catchUp();
    addEventListener('focusout', catchUp, true);
    const unsubscribe = session.subscribe(catchUp);
    return () => {
      removeEventListener('focusout', catchUp, true);
      unsubscribe();
    };
  }, [session]);
  return view;
}
