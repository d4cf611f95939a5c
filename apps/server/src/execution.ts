// The engine without its doors: what a worker is made of. The server is made of the same, see platform/platform.ts.
import type { DestinationStream, Logger } from 'pino';
import { loadWorkerSettings } from './config.ts';
import { openLog } from './logs/open-log.ts';
import { Metrics } from './metrics/metrics.ts';
import { createExecutionPlatform } from './platform/execution-platform.ts';
import type { HealthProbe } from './platform/health-probe.ts';
import { openServerDatabase } from './platform/open-database.ts';
import type { Environment } from './settings-table.ts';

export { ServerError } from './errors.ts';

export interface ExecutionOptions {
  /** Default: the environment of the process. */
  readonly environment?: Environment;
  /** Told what is being done, a few words each, while it opens. */
  readonly onProgress?: (message: string) => void;
  /** Where log lines go. Default: standard error. */
  readonly logDestination?: DestinationStream;
}

/** So long, lines that wait to be sent on have to leave. */
const LAST_LINES_MS = 2000;

/** A process that executes runs which others have accepted. */
export interface Execution {
  /** Names this process in leases. */
  readonly workerId: string;
  readonly log: Logger;
  readonly probe: HealthProbe;
  /** Where it may answer how it is; no port unless the settings name one. */
  readonly health: { readonly host: string; readonly port: number | undefined };
  /** Everything that it counts, in Prometheus' text format. */
  printMetrics(): Promise<string>;
  /** Begins to take runs. */
  start(): Promise<void>;
  /** Takes no more, lets what runs end in the time that the settings give, and hands the rest to others. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens everything that execution needs, by the settings of a worker. Rejects with one sentence and a code when it cannot:
 * `server.settings_invalid` with a line per problem. It never ends other processes' leases, alone or not: a server does.
 */
export async function openExecution(options: ExecutionOptions = {}): Promise<Execution> {
  const { environment, onProgress = () => undefined, logDestination } = options;
  const settings = loadWorkerSettings(environment);
  const { publicUrl, host, workerHealthPort, shutdownSeconds } = settings;
  const metrics = new Metrics();
  const opening = openLog({ settings, metrics, destination: logDestination });
  const { log } = opening;
  const report = (error: Error): void => log.warn({ error }, 'A database connection was lost');
  const opened = await openServerDatabase(settings, { onProgress, report });
  const platform = await createExecutionPlatform({
    kind: 'worker',
    settings,
    opened,
    // What listens on this machine is not the server.
    address: { publicUrl, origins: [publicUrl] },
    log,
    metrics,
  });
  return {
    workerId: platform.workerId,
    log,
    probe: platform.probe,
    health: { host, port: workerHealthPort },
    printMetrics: () => metrics.print(),
    start: () => platform.gate.pass(() => platform.start()),
    drain: () => platform.drain(shutdownSeconds * 1000),
    close: async () => {
      await platform.close();
      await opening.close(LAST_LINES_MS);
    },
  };
}
