import type { RunFeed, RunFeedEvent } from '@millrace/runtime';
import type { Logger } from 'pino';
import { runIds } from './run-ids.ts';

/**
 * A feed that writes what happens to runs to the log, and what steps log themselves: lines of the level `debug`. Where the log
 * has no such lines it is the feed itself, and costs nothing.
 */
export function loggedFeed(feed: RunFeed, log: Logger): RunFeed {
  if (!log.isLevelEnabled('debug')) return feed;
  return {
    publish: (event) => {
      writeEvent(event, log);
      feed.publish(event);
    },
    // Of steps it is told only if somebody listens.
    isHeard: () => true,
    subscribe: (filter, listener) => feed.subscribe(filter, listener),
  };
}

const SENTENCES: Readonly<Partial<Record<RunFeedEvent['kind'], string>>> = {
  'run.accepted': 'A run was accepted',
  'run.started': 'A run began',
  'run.waiting': 'A run waits',
  'run.compensating': 'A run undoes what it did',
  'run.ended': 'A run ended',
  'step.ended': 'A step ended',
};

function writeEvent(event: RunFeedEvent, log: Logger): void {
  const { kind, runId, workflowName: workflow, version } = event;
  const sentence = SENTENCES[kind];
  if (sentence === undefined) return;
  const run = { runId, workflow, ...(version === undefined ? {} : { version }) };
  if (event.kind === 'step.ended') writeStep(event.step, run, log);
  else log.debug({ ...runIds(run), ...(event.kind === 'run.ended' ? { status: event.status } : {}) }, sentence);
}

type EndedStep = Extract<RunFeedEvent, { kind: 'step.ended' }>['step'];

/** Secrets that the run used are out of a record already. */
function writeStep(step: EndedStep, run: Parameters<typeof runIds>[0], log: Logger): void {
  const { path, status, error, attempts } = step;
  const ids = runIds({ ...run, step: path, attempt: attempts.at(-1)?.attempt ?? 1 });
  for (const { atMs, level, message, data, http } of step.log) {
    log.debug({ ...ids, loggedAt: new Date(atMs).toISOString(), stepLevel: level, data, http }, message);
  }
  log.debug({ ...ids, status, errorName: error }, 'A step ended');
}
