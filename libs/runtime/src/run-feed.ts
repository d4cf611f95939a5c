import type { RunFeed, RunFeedEvent } from './ports.ts';

interface Subscription {
  readonly workspaceId: string;
  readonly runId?: string;
  readonly listener: (event: RunFeedEvent) => void;
}

/** A feed inside this process. A listener that throws is the listener's problem: it must not stop the run it hears of. */
export function createRunFeed(): RunFeed {
  const subscriptions = new Set<Subscription>();
  return {
    publish: (event) => {
      for (const { workspaceId, runId, listener } of subscriptions) {
        if (workspaceId === event.workspaceId && (runId === undefined || runId === event.runId)) listener(event);
      }
    },
    subscribe: (filter, listener) => {
      const subscription = { ...filter, listener };
      subscriptions.add(subscription);
      return () => subscriptions.delete(subscription);
    },
  };
}
