import { ensurePartitions, removeExpired } from '@millrace/persistence';
import { RolloutWatch } from '@millrace/runtime';
import { ConnectionCheckups } from '../connections/connection-checkups.ts';
import { ConnectionTest } from '../connections/connection-test.ts';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { ConnectorPublisher } from '../connector-versions/connector-publisher.ts';
import { PackageIntake } from '../connector-versions/package-intake.ts';
import { subscriptionAddress } from '../hooks/hook-addresses.ts';
import { SchemaComparisons } from '../step-schemas/schema-comparisons.ts';
import { StorageKeeper } from '../storage/storage-keeper.ts';
import { StepSchemas } from '../step-schemas/step-schemas.service.ts';
import { watchStorage } from '../metrics/watch-storage.ts';
import { openAlerts, type OpenedAlerts } from './open-alerts.ts';
import { createExecutionPlatform, type ExecutionParts, type ExecutionPlatform } from './execution-platform.ts';

const UPKEEP_MS = 3_600_000;

/** What a server has beyond executing runs. */
export interface Platform extends ExecutionPlatform, OpenedAlerts {
  readonly catalogue: ConnectorCatalogue;
  readonly intake: PackageIntake;
  readonly publisher: ConnectorPublisher;
  readonly storageKeeper: StorageKeeper;
}
export type PlatformParts = Omit<ExecutionParts, 'kind' | 'whileAlone'>;

/** Builds everything behind the doors over one database; closes that database again when it cannot. */
export async function createPlatform(parts: PlatformParts): Promise<Platform> {
  const { log } = parts;
  const platform = await createExecutionPlatform({
    ...parts,
    kind: 'server',
    whileAlone: async ({ stores, workerId }) => {
      // Leases belong to the dead, and need not run out.
      await stores.triggers.expireLeases();
      const recovered = await stores.runs.expireLeases({ exceptWorkerId: workerId });
      if (recovered > 0) log.info({ runs: recovered }, 'Continuing runs of the last process');
    },
  });
  try {
    await ensurePartitions(parts.opened.database.runPool, { nowMs: platform.clock.nowMs() });
  } catch (cause) {
    await platform.close();
    throw cause;
  }
  const upkeep = keepTables(parts, platform);
  const checkups = testConnections(parts, platform);
  const publishing = openPublishing(parts, platform);
  const comparisons = compareSchemas(parts, platform, publishing.catalogue);
  const rollouts = watchRollouts(parts, platform);
  const storageKeeper = keepStorage(parts, platform);
  const alerts = openAlerts(parts, platform);
  const keepers = [checkups, comparisons, rollouts, storageKeeper, alerts.alertWatch, alerts.alertCourier];
  return {
    ...platform,
    ...publishing,
    ...alerts,
    storageKeeper,
    start: () =>
      platform.gate.pass(async () => {
        await platform.start();
        await platform.stores.triggers.moveAddresses({ prefix: subscriptionAddress(parts.address.publicUrl, '') });
        platform.triggers.wake();
        for (const keeper of keepers) keeper.start();
      }),
    drain: (deadlineMs) => {
      upkeep();
      for (const keeper of keepers) void keeper.stop();
      return platform.drain(deadlineMs);
    },
    close: async () => {
      upkeep();
      for (const keeper of keepers) await keeper.stop();
      return platform.close();
    },
  };
}

function testConnections({ log }: PlatformParts, platform: ExecutionPlatform): ConnectionCheckups {
  const { stores, secrets, connectorHost, clock } = platform;
  const { connections } = stores;
  return new ConnectionCheckups({
    ...{ connections, clock },
    test: new ConnectionTest(connections, secrets, connectorHost),
    report: (error) => log.warn({ error }, 'Could not test a connection; it is tested another day'),
  });
}

/** Knows what workflows hold, and keeps them to their quotas. */
function keepStorage({ opened, log, metrics }: PlatformParts, { clock, stores }: ExecutionPlatform): StorageKeeper {
  watchStorage(metrics, stores.storage);
  return new StorageKeeper({
    ...{ pool: opened.database.runPool, clock },
    onRemoved: (removal) => log.info(removal, 'Removed payloads of runs that are over the quota of their workflow'),
    report: (error) => {
      metrics.countError('system', 'store.unavailable');
      log.error({ error }, 'What workflows hold could not be measured; the next look comes in an hour');
    },
  });
}

/** Ends rollouts whose candidate fails. */
function watchRollouts({ log, metrics }: PlatformParts, { stores, clock, rollouts }: ExecutionPlatform): RolloutWatch {
  const { rollouts: store, versionHistory: history } = stores;
  return new RolloutWatch({
    ...{ store, history, clock },
    onRolledBack: ({ workflowId, candidate }, reason) => {
      rollouts.forget();
      log.warn({ workflowId, version: candidate.number, reason }, 'A rollout was rolled back');
    },
    report: (error) => {
      metrics.countError('system', 'store.unavailable');
      log.error({ error }, 'Could not compare the versions of a rollout; the next look comes at once');
    },
  });
}

/** Nobody is told by a run that a service has other fields now. */
function compareSchemas(
  { log }: PlatformParts,
  { stores, connectorHost, clock }: ExecutionPlatform,
  catalogue: ConnectorCatalogue,
): SchemaComparisons {
  const { stepSchemas: store, workflows } = stores;
  return new SchemaComparisons({
    ...{ store, workflows, clock },
    schemas: new StepSchemas(catalogue, connectorHost, store),
    report: (error) =>
      log.warn({ error }, 'Could not compare the schemas of a workflow; they are compared another week'),
  });
}

/** What publishing connectors needs of this server. */
function openPublishing(
  { settings }: PlatformParts,
  { connectorHost, stores, registry: { directory, published } }: ExecutionPlatform,
): Pick<Platform, 'catalogue' | 'intake' | 'publisher'> {
  const catalogue = new ConnectorCatalogue(connectorHost.connectors, stores.connectors);
  const intake = new PackageIntake({
    keys: stores.publisherKeys,
    describe: (code) => published.describe(code),
    builtInNames: catalogue.builtInNames,
    allowsUnsigned: settings.unsignedConnectors === 'allow',
  });
  return { catalogue, intake, publisher: new ConnectorPublisher(stores.connectors, directory) };
}

/** Days ahead must have their partitions before they come (rows of a day without one go to the default); what is old must go. */
function keepTables({ opened, log, metrics }: PlatformParts, { clock, gate }: ExecutionPlatform): () => void {
  const upkeep = async (): Promise<void> => {
    try {
      const nowMs = clock.nowMs();
      await ensurePartitions(opened.database.runPool, { nowMs });
      // What was restored is there to be looked at first.
      if (gate.isClosed) return;
      const removed = await removeExpired(opened.database.runPool, { nowMs });
      if (removed.runs + removed.days.length > 0) log.info(removed, 'Removed runs that are past their retention');
    } catch (error) {
      metrics.countError('system', 'store.unavailable');
      log.error({ error }, 'The hourly upkeep of the tables failed');
    }
  };
  const timer = setInterval(() => void upkeep(), UPKEEP_MS);
  timer.unref();
  return () => clearInterval(timer);
}
