import { randomUUID } from 'node:crypto';
import {
  createCodeSandbox,
  type ConnectorHost,
  type InstalledConnector,
  type TriggerCalls,
} from '@millrace/connector-host';
import { createEvaluator } from '@millrace/expressions';
import { acquireProcessLock, createStores, type Stores } from '@millrace/persistence';
import {
  createIds,
  createRunFeed,
  Engine,
  LiveRollouts,
  SharedThread,
  systemClock,
  type Clock,
  type EnginePorts,
  type Evaluator,
  type RunFeed,
  type TriggerKeeper,
} from '@millrace/runtime';
import { createRedactor } from '@millrace/security';
import type { Logger } from 'pino';
import type { Settings } from '../config.ts';
import type { ConnectionSecrets } from '../connections/connection-secrets.ts';
import type { TokenKeeper } from '../connections/token-keeper.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { countingFeed, watchCommits, watchEngine, watchQueue } from '../metrics/watch-engine.ts';
import type { OAuthParts } from '../oauth/open-oauth.ts';
import { createHealthProbe } from './create-health-probe.ts';
import { toEngineSettings, toExpressionLimits, toSandboxOptions } from './engine-settings.ts';
import { noteReport } from './engine-reports.ts';
import type { HealthProbe } from './health-probe.ts';
import { openConnectors } from './open-connectors.ts';
import { openDispatcher } from './open-dispatcher.ts';
import { openTriggers, type TriggerOptions } from './open-triggers.ts';
import type { OpenedRegistry } from './open-registry.ts';
import type { OpenedDatabase } from './open-database.ts';

/** The adapters behind the engine's ports, in every process that executes runs. */
export interface ExecutionPlatform {
  /** Names this process in leases. */
  readonly workerId: string;
  readonly stores: Stores;
  readonly engine: Engine;
  readonly feed: RunFeed;
  readonly clock: Clock;
  readonly evaluator: Evaluator;
  readonly connectorHost: ConnectorHost;
  /** Of what connectors declare of their triggers. */
  readonly triggerCalls: TriggerCalls;
  /** What is rolled out now. */
  readonly rollouts: LiveRollouts;
  /** Acts on triggers of connectors. */
  readonly triggers: TriggerKeeper;
  /** What connections hold. */
  readonly secrets: ConnectionSecrets;
  /** What services gave for that. */
  readonly keeper: TokenKeeper;
  readonly oauth: OAuthParts;
  /** Connectors that workspaces have published. */
  readonly registry: OpenedRegistry;
  readonly probe: HealthProbe;
  /** Begins to execute. */
  start(): Promise<void>;
  /** Lets runs end until the deadline, and hands the rest back. */
  drain(deadlineMs: number): Promise<void>;
  /** Closes everything, the database last. */
  close(): Promise<void>;
}

export interface ExecutionParts {
  /** Begins the name of this process in leases. */
  readonly kind: 'server' | 'worker';
  readonly settings: Settings;
  readonly opened: OpenedDatabase;
  /** Where the installation is reached, and all origins that are it. */
  readonly address: { readonly publicUrl: string; readonly origins: readonly string[] };
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Beside those of this installation's own packages. */
  readonly connectors?: readonly InstalledConnector[];
  /** Default: the usual ones. */
  readonly triggers?: TriggerOptions;
  /** Runs when no other process serves the database, before any other may come. */
  readonly whileAlone?: (here: { readonly stores: Stores; readonly workerId: string }) => Promise<void>;
}

/** Builds the engine over one database; closes that database again when it cannot. */
export async function createExecutionPlatform(parts: ExecutionParts): Promise<ExecutionPlatform> {
  const closers = [() => parts.opened.close()];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    return { ...(await build(parts, closers)), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Whatever it opens, it adds the end of to `closers`. */
async function build(
  parts: ExecutionParts,
  closers: (() => Promise<void>)[],
): Promise<Omit<ExecutionPlatform, 'close'>> {
  const { kind, settings, opened, log, metrics, whileAlone } = parts;
  const { database } = opened;
  const workerId = `${kind}-${randomUUID()}`;
  const clock = systemClock();
  const thread = new SharedThread(clock);
  const ids = createIds(clock);
  const stores = createStores(database, ids);
  const feed = countingFeed(createRunFeed(), metrics);
  const evaluator = createEvaluator(toExpressionLimits(settings));
  const { host, close: closeConnectors, ...signedIn } = await openConnectors(parts, { stores, clock, evaluator });
  closers.push(closeConnectors);
  const lock = await acquireProcessLock(database.url, {
    ...(whileAlone === undefined ? {} : { whileAlone: () => whileAlone({ stores, workerId }) }),
    onFailure: (error) =>
      log.warn({ error }, 'Could not find out whether other processes live; leases run out by themselves'),
  });
  closers.push(() => lock.release());
  const isFull = (): boolean => !engine.status().hasRoom;
  const opening = await openDispatcher({ redisUrl: settings.redisUrl, stores, isFull, log });
  closers.push(() => opening.close());
  const sandbox = createCodeSandbox(toSandboxOptions(settings));
  closers.push(() => sandbox.close());
  const rollouts = openRollouts(parts, { stores, clock });
  const engine = createEngine(parts, {
    ...{ workerId, stores, sandbox, evaluator, clock, thread, ids, feed, rollouts },
    ...{ dispatcher: opening.dispatcher, connectors: host },
  });
  const triggers = openTriggers(parts, {
    ...{ stores, engine, secrets: signedIn.secrets, calls: signedIn.triggerCalls },
    ports: { ids, clock, evaluator, thread, rollouts },
  });
  watchEngine({ engine, runs: stores.runs, clock, metrics });
  watchCommits(stores.runs.groupCommit, metrics);
  if (opening.queue !== undefined) watchQueue(opening.queue, metrics);
  return {
    workerId,
    stores,
    engine,
    feed,
    clock,
    evaluator,
    connectorHost: host,
    ...signedIn,
    rollouts,
    triggers,
    probe: createHealthProbe({ database, engine, queue: opening.queue }),
    start: async () => {
      await opening.listen();
      engine.start();
      triggers.start();
    },
    drain: async (deadlineMs) => {
      await Promise.all([triggers.stop(), engine.stop({ deadlineMs })]);
    },
  };
}

function openRollouts(
  { log, metrics }: ExecutionParts,
  { stores, clock }: { readonly stores: Stores; readonly clock: Clock },
): LiveRollouts {
  return new LiveRollouts({
    store: stores.rollouts,
    clock,
    report: (cause) => noteReport({ kind: 'store.failed', what: 'read rollouts', cause }, { log, metrics }),
  });
}

type Adapters = Omit<
  EnginePorts,
  | 'runs'
  | 'journal'
  | 'tokens'
  | 'heldSteps'
  | 'admissions'
  | 'schedules'
  | 'workflows'
  | 'redact'
  | 'report'
  | 'settings'
>;

function createEngine(
  { settings, address, log, metrics }: ExecutionParts,
  { workerId, stores, ...adapters }: Adapters & { readonly workerId: string; readonly stores: Stores },
): Engine {
  const { runs, journal, tokens, heldSteps, admissions, schedules, workflows } = stores;
  return new Engine({
    ...adapters,
    ...{ runs, journal, tokens, heldSteps, admissions, schedules, workflows },
    redact: createRedactor,
    report: (report) => noteReport(report, { log, metrics }),
    settings: toEngineSettings(workerId, settings, address),
  });
}
