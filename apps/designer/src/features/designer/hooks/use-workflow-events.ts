import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import type { WorkflowEvent } from '../../../lib/contract.ts';
import { openServerEvents, workflowEvents } from '../../../lib/server-events.ts';

interface Listener {
  /** Somebody saved the draft, perhaps this page. */
  readonly onSaved: (revision: number) => void;
  /** It may have been saved while nobody listened. */
  readonly onGap: () => void;
  /** A call of a test address was kept. */
  readonly onCaptured: (id: string) => void;
}

/** Hears what happens to a workflow elsewhere, as long as the page is seen: a browser opens few streams to one server. */
export function useWorkflowEvents(name: string, listener: Listener): void {
  const cache = useQueryClient();
  const hear = useEffectEvent(({ kind, revision, id }: WorkflowEvent) => {
    if (kind === 'draft.saved' && revision !== undefined) listener.onSaved(revision);
    if (kind === 'call.captured' && id !== undefined) listener.onCaptured(id);
  });
  const catchUp = useEffectEvent(() => listener.onGap());
  useEffect(() => {
    if (typeof EventSource === 'undefined') return undefined;
    const renew = (kinds: ReadonlySet<WorkflowEvent['kind']>): void => {
      if (kinds.has('call.captured')) void cache.invalidateQueries({ queryKey: ['workflows', 'captures', name] });
      if (kinds.has('version.published') || kinds.has('rollout.changed'))
        void cache.invalidateQueries({ queryKey: ['workflows'] });
    };
    const open = (): (() => void) =>
      openServerEvents(workflowEvents(name), {
        onEvents: (events) => {
          events.forEach(hear);
          renew(new Set(events.map(({ kind }) => kind)));
        },
        onGap: () => {
          catchUp();
          renew(new Set(['call.captured']));
          void cache.invalidateQueries({ queryKey: ['workflows', 'rollout', name] });
        },
        onState: () => undefined,
        onRefused: () => undefined,
      });
    let close = document.visibilityState === 'visible' ? open() : undefined;
    const change = (): void => {
      close?.();
      close = document.visibilityState === 'visible' ? open() : undefined;
    };
    document.addEventListener('visibilitychange', change);
    return () => {
      document.removeEventListener('visibilitychange', change);
      close?.();
    };
  }, [cache, name]);
}
