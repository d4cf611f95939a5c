import type { WorkflowVersionDocument } from './workflow.ts';
import type { RunFeed, RunFeedEvent } from './ports.ts';

interface Subscription {
  readonly workspaceId: string;
  readonly runId?: string;
  readonly listener: (event: RunFeedEvent) => void;
}

/** A feed inside this process. A listener that throws keeps none of the others from hearing; then `publish` throws. */
export function createRunFeed(): RunFeed {
  const subscriptions = new Set<Subscription>();
  return {
    publish: (event) => {
      const failures: unknown[] = [];
      // Whoever subscribes while it is told hears the next event first.
      for (const { workspaceId, runId, listener } of [...subscriptions]) {
        if (workspaceId !== event.workspaceId || (runId !== undefined && runId !== event.runId)) continue;
        try {
          listener(event);
        } catch (cause) {
          failures.push(cause);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Listeners of the run feed failed.');
    },
    isHeard: () => subscriptions.size > 0,
    subscribe: (filter, listener) => {
      const subscription = { ...filter, listener };
      subscriptions.add(subscription);
      return () => subscriptions.delete(subscription);
    },
  };
}

/** What every event says of its run. */
export function aboutRun(
  {
    runId,
    version,
    isTest = false,
  }: { readonly runId: string; readonly version: WorkflowVersionDocument; readonly isTest?: boolean },
  atMs: number,
): Pick<RunFeedEvent, 'workspaceId' | 'runId' | 'workflowName' | 'version' | 'atMs' | 'isTest'> {
  const { workspaceId, workflowName, number } = version;
  return {
    ...{ workspaceId, runId, workflowName, atMs },
    ...(number === undefined ? {} : { version: number }),
    ...(isTest ? { isTest } : {}),
  };
}
