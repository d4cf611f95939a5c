import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { coreConnector } from '@millrace/connector-core';
import { createConnectorHost, type ConnectorHost } from '@millrace/connector-host';
import { httpConnector } from '@millrace/connector-http';
import { createEvaluator } from '@millrace/expressions';
import {
  acquireProcessLock,
  createLocalFileStore,
  createStores,
  ensurePartitions,
  removeExpiredKeys,
  type Stores,
} from '@millrace/persistence';
import {
  createIds,
  createRunFeed,
  DEFAULT_ENGINE_SETTINGS,
  Engine,
  systemClock,
  type Clock,
  type EngineReport,
  type EngineSettings,
  type Evaluator,
  type RunFeed,
} from '@millrace/runtime';
import { createOutboundGuard, createRedactor, type OutboundGuard } from '@millrace/security';
import type { Logger } from 'pino';
import type { Settings } from '../config.ts';
import { createCatalogue, type ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { countingFeed, watchCommits, watchEngine } from '../metrics/watch-engine.ts';
import { createHealthProbe } from './create-health-probe.ts';
import type { HealthProbe } from './health-probe.ts';
import type { OpenedDatabase } from './open-database.ts';
import type { ServerAddress } from './server-address.ts';

const UPKEEP_MS = 3_600_000;
/** Of this installation's own addresses, the ones that workflows may call. */
const OWN_PATHS = ['/demo/', '/hooks/', '/gw/'];

/** The adapters behind all ports, and what starts and stops them. */
export interface Platform {
  readonly stores: Stores;
  readonly engine: Engine;
  readonly feed: RunFeed;
  readonly clock: Clock;
  readonly evaluator: Evaluator;
  readonly catalogue: ConnectorCatalogue;
  readonly probe: HealthProbe;
  /** Recovers what the last process left, and begins to execute. Once the server listens: runs may call it. */
  start(): Promise<void>;
  /** Lets runs end until the deadline, and hands the rest back. */
  drain(deadlineMs: number): Promise<void>;
  /** After the last request: closes everything, the database last. */
  close(): Promise<void>;
}

export interface PlatformParts {
  readonly settings: Settings;
  readonly opened: OpenedDatabase;
  readonly address: ServerAddress;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Builds the engine over one database; closes that database again when it cannot. */
export async function createPlatform(parts: PlatformParts): Promise<Platform> {
  try {
    return await build(parts);
  } catch (cause) {
    await parts.opened.close();
    throw cause;
  }
}

async function build(parts: PlatformParts): Promise<Platform> {
  const { settings, opened, address, log, metrics } = parts;
  const { database } = opened;
  const clock = systemClock();
  const ids = createIds(clock);
  const stores = createStores(database, ids);
  const feed = countingFeed(createRunFeed(), metrics);
  const { guard, host } = createConnectors(settings, address);
  const evaluator = createEvaluator();
  const engineSettings = toEngineSettings(settings, address);
  const engine = new Engine({
    runs: stores.runs,
    workflows: stores.workflows,
    dispatcher: stores.dispatcher,
    connectors: host,
    evaluator,
    clock,
    ids,
    feed,
    redact: createRedactor,
    report: (report) => noteReport(report, parts),
    settings: engineSettings,
  });
  watchEngine({ engine, runs: stores.runs, clock, metrics });
  watchCommits(stores.runs.groupCommit, metrics);
  await ensurePartitions(database.runPool, { nowMs: clock.nowMs() });
  const upkeep = keepTables(parts, clock);
  const lock = await acquireProcessLock(database.url);
  return {
    stores,
    engine,
    feed,
    clock,
    evaluator,
    catalogue: createCatalogue(host.connectors),
    probe: createHealthProbe({ database, engine }),
    start: async () => {
      await stores.dispatcher.open();
      // Whoever holds the lock is alone: earlier leases belong to the dead, and need not run out.
      const recovered = lock.held ? await stores.runs.expireLeases({ exceptWorkerId: engineSettings.workerId }) : 0;
      if (recovered > 0) log.info({ runs: recovered }, 'Continuing runs of the last process');
      engine.start();
    },
    drain: async (deadlineMs) => {
      upkeep();
      await engine.stop({ deadlineMs });
    },
    close: async () => {
      upkeep();
      await stores.dispatcher.close();
      await lock.release();
      await guard.close();
      await opened.close();
    },
  };
}

function createConnectors(settings: Settings, address: ServerAddress): { guard: OutboundGuard; host: ConnectorHost } {
  const guard = createOutboundGuard({
    allow: settings.outboundAllow,
    ownService: { origins: () => address.origins, paths: OWN_PATHS },
  });
  const files = createLocalFileStore(join(settings.dataFolder, 'files'));
  return { guard, host: createConnectorHost({ connectors: [coreConnector, httpConnector], guard, files }) };
}

function toEngineSettings(settings: Settings, address: ServerAddress): EngineSettings {
  return {
    ...DEFAULT_ENGINE_SETTINGS,
    workerId: `server-${randomUUID()}`,
    maxRunning: settings.maxRunning,
    maxWaiting: settings.maxWaiting,
    taskTimeoutSeconds: settings.taskTimeoutSeconds,
    // Read when a run begins: the port may not be known yet.
    get baseUrl() {
      return address.publicUrl;
    },
  };
}

function noteReport(report: EngineReport, { log, metrics }: PlatformParts): void {
  switch (report.kind) {
    case 'run.recovered':
      log.info({ runId: report.runId }, 'Took over a run');
      return;
    case 'run.dropped':
      log.warn(
        { runId: report.runId, reason: report.reason, error: report.cause },
        'Dropped a run; it continues later',
      );
      return;
    case 'store.failed':
      metrics.countError('system', 'store.unavailable');
      log.error({ what: report.what, error: report.cause }, 'The database failed');
      return;
    case 'defect':
      metrics.countError('system', 'internal.unexpected');
      log.error({ runId: report.runId, error: report.cause }, 'A run met a defect of the server');
  }
}

/** Days ahead must have their partitions before they come (rows of a day without one go to the default); old keys must go. */
function keepTables({ opened, log, metrics }: PlatformParts, clock: Clock): () => void {
  const upkeep = async (): Promise<void> => {
    try {
      await ensurePartitions(opened.database.runPool, { nowMs: clock.nowMs() });
      await removeExpiredKeys(opened.database.runPool);
    } catch (error) {
      metrics.countError('system', 'store.unavailable');
      log.error({ error }, 'The hourly upkeep of the tables failed');
    }
  };
  const timer = setInterval(() => void upkeep(), UPKEEP_MS);
  timer.unref();
  return () => clearInterval(timer);
}
