import { chmodSync, mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@millrace/persistence/embedded';
import pg from 'pg';

/** A Postgres of a test's own that can be stopped in every way, on a port that changes with every start. */
export interface PostgresServer {
  /** Of the newest start, without a proxy. */
  readonly url: string;
  readonly address: { readonly host: string; readonly port: number };
  /** Stops it (`fast`: what is open is rolled back; `immediate`: as a crash), stays away, and starts it again. */
  restart(mode: 'fast' | 'immediate', awayMs: number): Promise<void>;
  /** Terminates so many client connections that somebody else opened; resolves with how many there were. */
  killBackends(count: number): Promise<number>;
  /** Idle clients take so much of all connections, also those that others have; resolves with how many, until they let go. */
  takeConnections(share: number): Promise<{ readonly taken: number; readonly release: () => Promise<void> }>;
  /** Begins a transaction with this statement, which ends when the result is called, or with its connection. */
  hold(text: string): Promise<() => Promise<void>>;
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  stop(): Promise<void>;
}

const TERMINATE = `select pg_terminate_backend(pid) from (select pid from pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_backend_pid() order by random() limit $1) as chosen`;
/** Names the clients that only take room. */
const IDLE = 'millrace-idle';
const TERMINATE_OTHERS = `select pg_terminate_backend(pid) from pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> '${IDLE}'`;
const GONE_LOOK_MS = 10;

/** Starts one with all its promises kept: `fsync` is on. As root it runs as an unprivileged user. */
export async function startPostgres(folder: string, settings: readonly string[] = []): Promise<PostgresServer> {
  mkdirSync(folder, { recursive: true });
  // Whoever Postgres runs as must be able to enter.
  chmodSync(folder, 0o755);
  const start = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ dataFolder: folder, settings });
  let server = await start();
  const query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
    queryOnce<Row>(server.url, text, values);
  return {
    get url() {
      return server.url;
    },
    get address() {
      const { hostname, port } = new URL(server.url);
      return { host: hostname, port: Number(port) };
    },
    restart: async (mode, awayMs) => {
      if (mode === 'immediate') {
        process.kill(server.pid, 'SIGQUIT');
        await untilGone(server.pid);
      }
      // Also lets go of the folder.
      await server.stop();
      await delay(awayMs);
      server = await start();
    },
    killBackends: async (count) => (await query(TERMINATE, [count])).length,
    takeConnections: (share) => takeConnections(server.url, share),
    hold: (text) => hold(server.url, text),
    query,
    stop: () => server.stop(),
  };
}

async function connectTo(connectionString: string, name?: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, ...(name === undefined ? {} : { application_name: name }) });
  // It may be ended from elsewhere at any time.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
const end = (client: pg.Client): Promise<void> => client.end().catch(() => undefined);

async function takeConnections(
  url: string,
  share: number,
): Promise<{ readonly taken: number; readonly release: () => Promise<void> }> {
  const first = await connectTo(url, IDLE);
  const clients = [first];
  const { rows } = await first.query<{ max_connections: string }>('show max_connections');
  const wanted = Math.floor(Number(rows[0]?.max_connections ?? 0) * share);
  const takeFree = async (): Promise<void> => {
    while (clients.length < wanted) clients.push(await connectTo(url, IDLE));
  };
  // What others hold is free when they have lost it.
  await takeFree().catch(() => undefined);
  await first.query(TERMINATE_OTHERS);
  await takeFree().catch(() => undefined);
  const release = async (): Promise<void> => {
    await Promise.all(clients.map(end));
  };
  return { taken: clients.length, release };
}

async function hold(url: string, text: string): Promise<() => Promise<void>> {
  const client = await connectTo(url);
  await client.query('begin');
  await client.query(text);
  return () => end(client);
}

async function queryOnce<Row extends pg.QueryResultRow>(
  connectionString: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const client = await connectTo(connectionString);
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await end(client);
  }
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await delay(GONE_LOOK_MS);
  }
}
