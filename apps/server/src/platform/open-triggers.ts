import { randomBytes, randomUUID } from 'node:crypto';
import type { TriggerCalls } from '@millrace/connector-host';
import type { Stores } from '@millrace/persistence';
import {
  DEFAULT_TRIGGER_SETTINGS,
  TriggerKeeper,
  type Engine,
  type EnginePorts,
  type SubscriptionSecrets,
  type TriggerSettings,
} from '@millrace/runtime';
import type { ConnectionSecrets } from '../connections/connection-secrets.ts';
import { subscriptionAddress } from '../hooks/hook-addresses.ts';
import { watchTriggers } from '../metrics/watch-triggers.ts';
import type { ExecutionParts } from './execution-platform.ts';
import { noteTriggerReport } from './trigger-reports.ts';

const SECRET_BYTES = 32;

/** Whoever acts on triggers of connectors in this process. */
export function openTriggers(
  { settings, address, log, metrics, triggers = {} }: ExecutionParts,
  { stores, engine, calls, secrets, ports }: OpeningParts,
): TriggerKeeper {
  const { admissions, workflows } = stores;
  const keeper = new TriggerKeeper({
    ports: { ...ports, admissions, workflows },
    store: stores.triggers,
    caller: calls,
    secrets: subscriptionSecrets(secrets),
    addressOf: (id) => subscriptionAddress(address.publicUrl, id),
    onRuns: (runIds, workflowIds) => engine.noteKept(runIds, workflowIds),
    report: (report) => noteTriggerReport(report, { log, metrics }),
    settings: { ...DEFAULT_TRIGGER_SETTINGS, maxQueued: settings.maxQueued, ...triggers },
  });
  watchTriggers(keeper, metrics);
  return keeper;
}
interface OpeningParts {
  readonly stores: Stores;
  readonly engine: Engine;
  readonly calls: TriggerCalls;
  readonly secrets: ConnectionSecrets;
  readonly ports: Pick<EnginePorts, 'ids' | 'clock' | 'evaluator' | 'thread' | 'rollouts' | 'pauses'>;
}
/** Of tests. */
export type TriggerOptions = Partial<TriggerSettings>;

function subscriptionSecrets(secrets: ConnectionSecrets): SubscriptionSecrets {
  return {
    make: ({ workspaceId, isStandard }) => {
      const id = randomUUID();
      const bytes = randomBytes(SECRET_BYTES);
      const secret = isStandard ? `whsec_${bytes.toString('base64')}` : bytes.toString('hex');
      return { id, sealed: secrets.sealSubscription({ workspaceId, id }, secret) };
    },
    open: (subscription) => secrets.openSubscription(subscription, subscription.sealed),
  };
}
