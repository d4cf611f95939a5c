import { randomUUID } from 'node:crypto';
import {
  createCodeSandbox,
  type ConnectorHost,
  type InstalledConnector,
  type TriggerCalls,
} from '@millrace/connector-host';
import { createEvaluator } from '@millrace/expressions';
import { acquireProcessLock, createStores, readQueue, type Stores } from '@millrace/persistence';
import {
  createIds,
  createRunFeed,
  Engine,
  LiveRollouts,
  PausedQueues,
  SharedThread,
  systemClock,
  type BulkActs,
  type BulkKeeper,
  type Clock,
  type EnginePorts,
  type Evaluator,
  type MetricKeeper,
  type Redrives,
  type RunFeed,
  type TriggerKeeper,
} from '@millrace/runtime';
import { createRedactor, type OutboundGuard } from '@millrace/security';
import type { Logger } from 'pino';
import type { Settings } from '../config.ts';
import type { ConnectionSecrets } from '../connections/connection-secrets.ts';
import type { TokenKeeper } from '../connections/token-keeper.ts';
import type { LetterBox } from '../dead-letters/letter-box.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { loggedFeed } from '../logs/logged-feed.ts';
import { countedCalls, meterOf } from '../metrics/counted-calls.ts';
import { watchInstallation } from '../metrics/watch-installation.ts';
import { countingFeed, watchCommits, watchEngine, watchQueue } from '../metrics/watch-engine.ts';
import type { OAuthParts } from '../oauth/open-oauth.ts';
import { openTracing } from '../telemetry/open-tracing.ts';
import { createHealthProbe } from './create-health-probe.ts';
import { DispatchGate } from './dispatch-gate.ts';
import { toEngineSettings, toExpressionLimits, toSandboxOptions } from './engine-settings.ts';
import { noteReport } from './engine-reports.ts';
import type { HealthProbe } from './health-probe.ts';
import { openBulk } from './open-bulk.ts';
import { openConnectors } from './open-connectors.ts';
import { openMetrics } from './open-metrics.ts';
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
  readonly pauses: PausedQueues;
  /** Acts on triggers of connectors. */
  readonly triggers: TriggerKeeper;
  /** Works on bulk actions, and what those do to single runs. */
  readonly bulk: BulkKeeper;
  readonly bulkActs: BulkActs;
  /** Keeps calls that become no run, and tries dead letters again. */
  readonly letters: LetterBox;
  readonly redrives: Redrives;
  /** Keeps what is measured. */
  readonly metricKeeper: MetricKeeper;
  /** What connections hold. */
  readonly secrets: ConnectionSecrets;
  /** What services gave for that. */
  readonly keeper: TokenKeeper;
  readonly oauth: OAuthParts;
  /** Connectors that workspaces have published. */
  readonly registry: OpenedRegistry;
  /** The one way out for what is sent on a user's behalf. */
  readonly guard: OutboundGuard;
  readonly probe: HealthProbe;
  /** What begins anything by itself passes it. */
  readonly gate: DispatchGate;
  /** Begins to execute. Behind the gate. */
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
  const feed = countingFeed(loggedFeed(createRunFeed(), log), metrics);
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
  const pauses = openPauses(parts, { stores, clock });
  const { measureCall, metricKeeper } = openMetrics(parts, { stores, clock, workerId });
  const { tracing, close: closeTracing } = await openTracing(parts, workerId);
  closers.push(closeTracing);
  const engine = createEngine(parts, {
    ...{ workerId, stores, sandbox, evaluator, clock, thread, ids, feed, rollouts, pauses, measureCall },
    ...{ dispatcher: opening.dispatcher, connectors: countedCalls(host, metrics), meter: meterOf(metrics), ...tracing },
  });
  const gate = await DispatchGate.at({ instance: stores.instance, engine, clock, log });
  const triggers = openTriggers(parts, {
    ...{ stores, engine, secrets: signedIn.secrets, calls: signedIn.triggerCalls },
    ports: { ids, clock, evaluator, thread, rollouts, pauses },
  });
  const around = { stores, engine, triggers, evaluator, clock, ids, workerId };
  const { keepers, ...working } = openBulk(parts, { ...around, triggerCalls: signedIn.triggerCalls });
  watchAll(parts, { engine, stores, gate, queue: opening.queue });
  return {
    ...{ workerId, stores, engine, feed, clock },
    evaluator,
    connectorHost: host,
    ...signedIn,
    rollouts,
    pauses,
    triggers,
    ...working,
    metricKeeper,
    gate,
    probe: createHealthProbe({ database, engine, gate, queue: opening.queue }),
    ...beginAndEnd({ listen: () => opening.listen(), engine, gate, keepers, metricKeeper }),
  };
}

/** Figures that are read when somebody asks. */
function watchAll({ settings, opened, metrics }: ExecutionParts, { engine, stores, gate, queue }: Watched): void {
  watchInstallation({
    ...{ metrics, dataFolder: settings.dataFolder },
    readQueue: () => readQueue(opened.database.runPool),
    isPaused: () => gate.isClosed,
  });
  watchEngine({ engine, metrics });
  watchCommits(stores.runs.groupCommit, metrics);
  if (queue !== undefined) watchQueue(queue, metrics);
}
interface Watched {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly gate: DispatchGate;
  readonly queue: Parameters<typeof watchQueue>[0] | undefined;
}

function beginAndEnd({
  listen,
  engine,
  gate,
  keepers,
  metricKeeper,
}: {
  readonly listen: () => Promise<void>;
  readonly engine: Engine;
  readonly gate: DispatchGate;
  readonly keepers: readonly Pick<TriggerKeeper, 'start' | 'stop'>[];
  readonly metricKeeper: MetricKeeper;
}): Pick<ExecutionPlatform, 'start' | 'drain'> {
  return {
    start: async () => {
      await listen();
      engine.start();
      for (const keeper of [...keepers, metricKeeper]) keeper.start();
    },
    drain: async (deadlineMs) => {
      await gate.stop();
      await Promise.all([...keepers.map((keeper) => keeper.stop()), engine.stop({ deadlineMs })]);
      // The last calls are counted when the last runs have ended.
      await metricKeeper.stop();
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

function openPauses(
  { log, metrics }: ExecutionParts,
  { stores, clock }: { readonly stores: Stores; readonly clock: Clock },
): PausedQueues {
  return new PausedQueues({
    store: stores.queues,
    clock,
    report: (cause) => noteReport({ kind: 'store.failed', what: 'read paused queues', cause }, { log, metrics }),
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
