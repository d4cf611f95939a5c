import { BulkKeeper, type BulkActs, type Redrives } from '@millrace/runtime';
import type { LetterBox } from '../dead-letters/letter-box.ts';
import type { ExecutionParts } from './execution-platform.ts';
import { openDeadLetters } from './open-dead-letters.ts';

/** What bulk actions do to single runs and single dead letters, by the engine of this process. */
function openBulkActs({
  stores,
  engine,
  redrives,
}: Pick<OpeningParts, 'stores' | 'engine'> & { readonly redrives: Redrives }): BulkActs {
  const { runs, deadLetters } = stores;
  const { retries } = engine;
  return {
    retry: (request) => retries.retry(request),
    replay: (request) => retries.replay(request),
    plan: (request) => retries.plan(request),
    cancel: (address) => engine.cancel(address),
    find: (named) => runs.find(named),
    listRetries: (named) => runs.listRetries(named),
    redrive: (request) => redrives.redrive(request),
    discard: (request) => deadLetters.discard(request),
    findLetter: (named) => deadLetters.find(named),
  };
}

type OpeningParts = Parameters<typeof openDeadLetters>[1] & { readonly workerId: string };
interface OpenedBulk {
  readonly bulk: BulkKeeper;
  readonly bulkActs: BulkActs;
  readonly letters: LetterBox;
  readonly redrives: Redrives;
  /** All that act by themselves, triggers too. */
  readonly keepers: readonly Pick<BulkKeeper, 'start' | 'stop'>[];
}

/** Whoever works on bulk actions and on dead letters in this process, and what bulk actions do to single ones. */
export function openBulk(
  parts: Pick<ExecutionParts, 'settings' | 'log' | 'metrics'>,
  { workerId, ...opening }: OpeningParts,
): OpenedBulk {
  const { log, metrics } = parts;
  const { stores, engine, clock, triggers } = opening;
  const dead = openDeadLetters(parts, opening);
  const { redrives } = dead;
  const bulkActs = openBulkActs({ stores, engine, redrives });
  const bulk = new BulkKeeper({
    ...{ store: stores.bulk, acts: bulkActs, clock, workerId },
    report: (error) => {
      metrics.countError('system', codeOf(error));
      log.error({ error }, 'A bulk action could not do what it should');
    },
  });
  return { ...dead, bulk, bulkActs, keepers: [triggers, bulk, redrives] };
}

/** A defect has none. */
function codeOf(thrown: unknown): string {
  const { code } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'internal.unexpected';
}
