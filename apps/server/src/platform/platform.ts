import { ensurePartitions, removeExpired } from '@millrace/persistence';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { createExecutionPlatform, type ExecutionParts, type ExecutionPlatform } from './execution-platform.ts';

const UPKEEP_MS = 3_600_000;

/** What a server has beyond executing runs. */
export interface Platform extends ExecutionPlatform {
  readonly catalogue: ConnectorCatalogue;
}
export type PlatformParts = Omit<ExecutionParts, 'kind' | 'whileAlone'>;

/** Builds everything behind the doors over one database; closes that database again when it cannot. */
export async function createPlatform(parts: PlatformParts): Promise<Platform> {
  const { log } = parts;
  const platform = await createExecutionPlatform({
    ...parts,
    kind: 'server',
    whileAlone: async ({ runs, workerId }) => {
      // Leases belong to the dead, and need not run out.
      const recovered = await runs.expireLeases({ exceptWorkerId: workerId });
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
  return {
    ...platform,
    catalogue: new ConnectorCatalogue(platform.connectorHost.connectors, platform.stores.connectors),
    drain: (deadlineMs) => {
      upkeep();
      return platform.drain(deadlineMs);
    },
    close: () => {
      upkeep();
      return platform.close();
    },
  };
}

/** Days ahead must have their partitions before they come (rows of a day without one go to the default); what is old must go. */
function keepTables({ opened, log, metrics }: PlatformParts, { clock }: ExecutionPlatform): () => void {
  const upkeep = async (): Promise<void> => {
    try {
      const nowMs = clock.nowMs();
      await ensurePartitions(opened.database.runPool, { nowMs });
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
