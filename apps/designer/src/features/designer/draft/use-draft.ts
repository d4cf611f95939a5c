import type { WorkflowDocument } from '@millrace/machine';
import { startTransition, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { leaving } from '../../../lib/leaving.ts';
import { draftReader, draftSaver } from '../../../lib/queries/draft.ts';
import { merge } from '../model/merge.ts';
import { DraftSession } from './draft-session.ts';
import type { DraftPorts, DraftView } from './draft-view.ts';
import type { OpenedDraft } from './open-draft.ts';

/** The draft as it is edited: undo, and saving as long as somebody types. */
export interface DraftEditor
  extends
    DraftView,
    Pick<DraftSession, 'change' | 'undo' | 'redo' | 'flush' | 'settle' | 'heardOf' | 'catchUp' | 'latest'> {
  /** Changes what is on the screen, which may be behind what was typed elsewhere: that stays. */
  readonly changeDrawn: DraftSession['change'];
}

function portsOf({ draft: { name }, log }: OpenedDraft): DraftPorts {
  return {
    save: draftSaver(name),
    read: draftReader(name),
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
      leaving(session.close().finally(release));
    };
  }, [session, use]);
  return useMemo(() => {
    const { change, undo, redo, flush, settle, heardOf, catchUp, latest } = session;
    const { present: base } = view.history;
    const onto = (mine: WorkflowDocument): WorkflowDocument =>
      base === latest() ? mine : merge({ base, mine, theirs: latest() }).value;
    const changeDrawn: DraftEditor['change'] = (document, label) => change(onto(document), label);
    return { ...view, change, changeDrawn, undo, redo, flush, settle, heardOf, catchUp, latest };
  }, [view, session]);
}

/**
 * What is drawn of a session. Whoever changes the draft within a transition is drawn when there is time, which an external store
 * could not be. Nothing overtakes such a drawing: a field keeps its own notes on what was typed, and they are drawn with it.
 */
function useView(session: DraftSession): DraftView {
  const [view, draw] = useState(session.snapshot);
  const drawn = useRef(view);
  useLayoutEffect(() => {
    drawn.current = view;
  }, [view]);
  useLayoutEffect(() => {
    let told = drawn.current;
    const follow = (): void => {
      const before = told;
      told = session.snapshot();
      if (drawn.current.history !== before.history) startTransition(() => draw(told));
      else draw(told);
    };
    // These keys change what the field that has the focus is, by the value that it is given.
    const catchUp = ({ ctrlKey, metaKey, key }: KeyboardEvent): void => {
      if ((ctrlKey || metaKey) && key.toLowerCase() === 'e') draw(session.snapshot());
    };
    addEventListener('keydown', catchUp, true);
    const unsubscribe = session.subscribe(follow);
    // Between the first drawing and now something may have come.
    if (session.snapshot() !== told) follow();
    return () => {
      removeEventListener('keydown', catchUp, true);
      unsubscribe();
    };
  }, [session]);
  return view;
}
