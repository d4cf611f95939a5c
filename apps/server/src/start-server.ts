import 'reflect-metadata';
import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { InstalledConnector } from '@millrace/connector-host';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { Passwords } from './auth/passwords.ts';
import { loadSettings, type Settings } from './config.ts';
import { createApp } from './create-app.ts';
import { ServerError } from './errors.ts';
import { EXAMPLE_ORDER } from './examples/order-intake.ts';
import { QueueLimit } from './hooks/queue-limit.ts';
import { openLog, type OpenedLog } from './logs/open-log.ts';
import { Metrics } from './metrics/metrics.ts';
import { limitOf } from './platform/engine-settings.ts';
import { openServerDatabase } from './platform/open-database.ts';
import type { TriggerOptions } from './platform/open-triggers.ts';
import { createPlatform, type Platform } from './platform/platform.ts';
import { seed } from './platform/seed.ts';
import { ServerAddress } from './platform/server-address.ts';
import { readProductVersion } from './product-version.ts';
import type { DoorSettings } from './platform/settings.ts';
import type { Environment } from './settings-table.ts';
import { OwnerDoor } from './setup/owner-door.ts';

export interface StartServerOptions {
  /** Default: the environment of the process. */
  readonly environment?: Environment;
  /** Told what is being done, a few words each, while the server starts. */
  readonly onProgress?: (message: string) => void;
  /** Where log lines go. Default: standard error. */
  readonly logDestination?: DestinationStream;
  /** Beside those of this installation's own packages. */
  readonly connectors?: readonly InstalledConnector[];
  /** Default: the usual times of connector triggers. */
  readonly triggers?: TriggerOptions;
  /** Default: the designer built in this repository. */
  readonly designerFolder?: string;
}

export interface RunningServer {
  readonly url: string;
  /** The one-time link by which a person becomes the owner; absent once there is one. */
  readonly setupUrl?: string;
  /** A command that calls the example workflow. */
  readonly curlLine: string;
  /** Stops accepting, lets requests and runs end, and closes everything. May be called more than once. */
  stop(): Promise<void>;
}

const CLOSE_GRACE_MS = 2000;
/** So long at least, lines that wait to be sent on have to leave. */
const LAST_LINES_MS = 1000;

/** Starts everything: database, engine, HTTP. Rejects with one sentence and a code when it cannot. */
export async function startServer(options: StartServerOptions = {}): Promise<RunningServer> {
  const { onProgress = () => undefined } = options;
  const settings = loadSettings(options.environment);
  const metrics = new Metrics();
  const opening = openLog({ settings, metrics, destination: options.logDestination });
  const { log } = opening;
  const address = new ServerAddress(settings);
  const report = (error: Error): void => log.warn({ error }, 'A database connection was lost');
  const { connectors = [], triggers = {} } = options;
  try {
    const opened = await openServerDatabase(settings, { onProgress, report });
    const platform = await createPlatform({ settings, opened, address, log, metrics, connectors, triggers });
    try {
      return await serve({ options, settings, opening, metrics, address, platform });
    } catch (cause) {
      await platform.close();
      throw cause;
    }
  } catch (cause) {
    await opening.close(LAST_LINES_MS);
    throw cause;
  }
}

interface ServeParts {
  readonly options: StartServerOptions;
  readonly settings: Settings;
  readonly opening: OpenedLog;
  readonly metrics: Metrics;
  readonly address: ServerAddress;
  readonly platform: Platform;
}

async function serve(parts: ServeParts): Promise<RunningServer> {
  const { options, settings, opening, metrics, address, platform } = parts;
  const { log } = opening;
  const shutdown = new AbortController();
  // Each live stream listens.
  setMaxListeners(0, shutdown.signal);
  const passwords = new Passwords();
  const ownerDoor = new OwnerDoor();
  const { identity, workflows } = platform.stores;
  await seed({ identity, workflows, passwords, settings, nowMs: platform.clock.nowMs() });
  options.onProgress?.('Opening the doors');
  const app = await createApp({
    platform,
    metrics,
    passwords,
    ownerDoor,
    queue: new QueueLimit({
      admission: platform.stores.admissions,
      clock: platform.clock,
      maxQueued: settings.maxQueued,
      report: (error) => log.warn({ error }, 'Could not count the runs that wait'),
    }),
    log,
    logRing: opening.ring,
    headerLimitBytes: settings.headerLimitBytes,
    settings: toDoorSettings(settings, address),
    shutdown: shutdown.signal,
    trustProxy: settings.trustProxy,
    ...(options.designerFolder === undefined ? {} : { designerFolder: options.designerFolder }),
  });
  // Asked before anybody can call: a start that fails later would leave doors open with nothing behind them.
  const hasOwner = await identity.hasOwner();
  await listen(app, settings);
  address.noteListening((app.getHttpServer().address() as AddressInfo).port);
  await startBehind(app, platform);
  const setupUrl = hasOwner ? undefined : `${address.publicUrl}/setup?token=${ownerDoor.token}`;
  log.info({ url: address.publicUrl }, 'Millrace runs');
  let stopping: Promise<void> | undefined;
  return {
    url: address.publicUrl,
    ...(setupUrl === undefined ? {} : { setupUrl }),
    curlLine: printCurlLine(address.localUrl),
    stop: () => (stopping ??= stop({ app, platform, opening, shutdown, deadlineMs: settings.shutdownSeconds * 1000 })),
  };
}

function toDoorSettings(settings: Settings, address: ServerAddress): DoorSettings {
  const { hookWaitSeconds, hookBodyLimitBytes, apiBodyLimitBytes, intakeBytes, allowedHosts } = settings;
  const { maxQueued, apiCallsPerMinute, apiBurst, logLevel } = settings;
  return {
    version: readProductVersion(),
    hookWaitSeconds,
    hookBodyLimitBytes,
    apiBodyLimitBytes,
    intakeBytes,
    maxQueued,
    apiCallsPerMinute,
    apiBurst,
    logLevel,
    allowedHosts,
    json: { depth: limitOf(settings, 'maxJsonDepth'), members: limitOf(settings, 'maxJsonMembers') },
    documents: {
      characters: limitOf(settings, 'maxDocumentCharacters'),
      states: limitOf(settings, 'maxStates'),
      nesting: limitOf(settings, 'maxNesting'),
      branches: limitOf(settings, 'maxBranches'),
    },
    get publicUrl() {
      return address.publicUrl;
    },
  };
}

async function listen(app: NestFastifyApplication, { host, port }: Settings): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new ServerError(
        'server.port_taken',
        `Port ${port} on ${host} is taken by another program. Stop it, or choose another port: MILLRACE_PORT=${port + 1}`,
        { cause },
      );
    }
    throw new ServerError('server.listen_failed', `The server cannot listen on ${host}:${port}: ${message}`, { cause });
  }
}

/** Who listens and cannot go on closes its doors before what is behind them. */
async function startBehind(app: NestFastifyApplication, platform: Platform): Promise<void> {
  try {
    await platform.start();
  } catch (cause) {
    const closed = app.close();
    app.getHttpServer().closeAllConnections();
    await closed;
    throw cause;
  }
}

/** One line that works on a fresh installation, before anybody has signed in. */
function printCurlLine(url: string): string {
  const body = JSON.stringify(EXAMPLE_ORDER);
  return `curl -s -X POST ${url}/hooks/default/orders -H 'content-type: application/json' -d '${body}'`;
}

async function stop({
  app,
  platform,
  opening,
  shutdown,
  deadlineMs,
}: {
  readonly app: NestFastifyApplication;
  readonly platform: Platform;
  readonly opening: OpenedLog;
  readonly shutdown: AbortController;
  readonly deadlineMs: number;
}): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  shutdown.abort();
  const closed = app.close();
  await platform.drain(deadlineMs);
  // Runs have ended or were handed back: what still hangs on a connection gets no more.
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cut);
  await platform.close();
  // Last, with what was logged on the way here.
  await opening.close(Math.max(LAST_LINES_MS, endMs - performance.now()));
}
