import type { Engine, RunFeed } from '@millrace/runtime';
import type { Metrics } from './metrics.ts';

/** A feed that counts what passes through it. */
export function countingFeed(feed: RunFeed, metrics: Metrics): RunFeed {
  return {
    publish: (event) => {
      if (event.kind === 'run.accepted' && event.isTest !== true) metrics.countAccepted();
      if (event.kind === 'run.ended' && event.isTest !== true) {
        metrics.countEnded(event.status);
        metrics.countRun({ status: event.status, seconds: Math.max(0, event.atMs - acceptedAtMs(event.runId)) / 1000 });
      }
      feed.publish(event);
    },
    isHeard: () => feed.isHeard(),
    subscribe: (filter, listener) => feed.subscribe(filter, listener),
  };
}

/** The id of a run begins with the milliseconds at which it was accepted (RFC 9562, version 7). */
function acceptedAtMs(runId: string): number {
  return Number.parseInt(runId.slice(0, 8) + runId.slice(9, 13), 16);
}

/** What this process holds: each process is asked, again and again, so nothing here asks the database. */
export function watchEngine({
  engine,
  metrics,
}: {
  readonly engine: Pick<Engine, 'status'>;
  readonly metrics: Metrics;
}): void {
  metrics.watch(
    { name: 'millrace_runs_in_flight', help: 'Runs executing in this process.' },
    () => engine.status().running,
  );
  metrics.watch(
    { name: 'millrace_callers_waiting', help: 'Callers waiting for a result.' },
    () => engine.status().waiting,
  );
}

/** How well the group commit gathers: writes by commits is the mean batch. */
export function watchCommits(commit: { readonly commits: number; readonly writes: number }, metrics: Metrics): void {
  metrics.watch({ name: 'millrace_store_commits', help: 'Commits of the run path since start.' }, () => commit.commits);
  metrics.watch({ name: 'millrace_store_writes', help: 'Writes in these commits since start.' }, () => commit.writes);
}

/** Whether other processes hear of due runs by Redis. Runs go on without it, a second later. */
export function watchQueue(queue: { isConnected(): boolean }, metrics: Metrics): void {
  metrics.watch({ name: 'millrace_queue_connected', help: 'Whether Redis works: 1, or 0 in an outage.' }, () =>
    queue.isConnected() ? 1 : 0,
  );
}
