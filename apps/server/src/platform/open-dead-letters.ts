import type { TriggerCalls } from '@millrace/connector-host';
import type { Stores } from '@millrace/persistence';
import {
  Redrives,
  VersionCache,
  type Clock,
  type Engine,
  type Evaluator,
  type Ids,
  type TriggerKeeper,
} from '@millrace/runtime';
import { LetterBox } from '../dead-letters/letter-box.ts';
import { redriversOf } from '../dead-letters/redrivers.ts';
import { DeliveryDesk } from '../hooks/delivery-desk.ts';
import { limitOf } from './engine-settings.ts';
import type { ExecutionParts } from './execution-platform.ts';

interface OpeningParts {
  readonly stores: Stores;
  readonly engine: Engine;
  readonly triggers: TriggerKeeper;
  readonly triggerCalls: TriggerCalls;
  readonly evaluator: Evaluator;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'runId'>;
}

/** Who keeps calls that become no run in this process, and who tries dead letters again. */
export function openDeadLetters(
  { settings, log, metrics }: Pick<ExecutionParts, 'settings' | 'log' | 'metrics'>,
  { stores, engine, triggers: keeper, triggerCalls: calls, evaluator, clock, ids }: OpeningParts,
): { readonly letters: LetterBox; readonly redrives: Redrives } {
  const { deadLetters: store, workflows, triggers } = stores;
  const versions = new VersionCache(workflows);
  const shutdown = new AbortController();
  const desk = new DeliveryDesk({ calls, triggers: keeper, versions, clock, shutdown: shutdown.signal });
  const report = (error: unknown): void => {
    metrics.countError('system', codeOf(error));
    log.error({ error }, 'A dead letter could not be kept, or not be tried again');
  };
  metrics.watchByLabels(
    {
      name: 'millrace_dead_letters',
      help: 'Dead letters that are open, by source and stage.',
      labels: ['source', 'stage'],
    },
    async () => (await store.countBySource()).map(({ source, stage, count }) => ({ labels: { source, stage }, count })),
  );
  const json = { depth: limitOf(settings, 'maxJsonDepth'), members: limitOf(settings, 'maxJsonMembers') };
  const redrivers = redriversOf({
    ...{ workflows, triggers, versions, engine, desk, evaluator, clock, json, keeper },
    runs: engine.retries,
  });
  return {
    letters: new LetterBox({ store, ids, report }),
    redrives: new Redrives({ store, redrivers, clock, report }),
  };
}

/** A defect has none. */
function codeOf(thrown: unknown): string {
  const { code } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'internal.unexpected';
}
