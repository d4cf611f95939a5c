import 'reflect-metadata';
import { RuntimeError } from '@millrace/runtime';
import pg from 'pg';
import { DataSource, type Logger } from 'typeorm';
import {
  ApiKeyEntity,
  MembershipEntity,
  SessionEntity,
  UserEntity,
  WorkspaceEntity,
} from './entities/people.entity.ts';
import { LiveWebhookEntity, WorkflowEntity, WorkflowVersionEntity } from './entities/workflow.entity.ts';
import { migrate, migrationClasses, readMigrations, type MigrationFile } from './migrations.ts';

/** The connections to one database. */
export interface Database {
  readonly url: string;
  /** The run path: plans that suit full tables, whatever the tables held when they were made. */
  readonly runPool: pg.Pool;
  /** For renewals alone: however many read and write, a process must not lose what it holds for want of a connection. */
  readonly leasePool: pg.Pool;
  /** Everything else. */
  readonly source: DataSource;
  close(): Promise<void>;
}

/**
 * Statements prepared on near-empty tables would keep reading whole tables when these have grown. And a bitmap reads, so
 * locks, rows as they lie on the disk, not in the order of their ids: two statements could wait for each other in a circle.
 */
const RUN_PATH_OPTIONS =
  '-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off ' +
  '-c statement_timeout=15000';
/** What people wait for: better an answer that it failed. */
const DOOR_OPTIONS = '-c statement_timeout=5000';
/** What we say is kept is on the disk, whatever the database's own setting; and nobody holds a lock for long. */
const COMMON_OPTIONS = '-c synchronous_commit=on -c lock_timeout=2000 -c idle_in_transaction_session_timeout=15000';
/** Each, so that neither starves the other; a third listens, alone. */
const POOL_CONNECTIONS = 10;
/**
 * The server ends a statement before that. Where nothing is heard of it, the connection is dead without anybody having said so, and
 * would be waited for as long as TCP tries: a quarter of an hour.
 */
const SILENT_TIMEOUT_MS = 20_000;
const LEASE_CONNECTIONS = 2;
/** To get a connection of a pool, which may have to be opened. */
const ACQUIRE_TIMEOUT_MS = 2000;
const nothing = (): void => undefined;
/**
 * A connection may be lost in the very moment in which it is made, before whoever asked for it listens: that would end the
 * process. The next statement tells.
 */
const outliveLoss = (client: pg.ClientBase): void => {
  client.on('error', nothing);
};
/** TypeORM would write failed migrations to the console; they reach the caller as errors. */
const SILENT_LOGGER: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

interface DatabaseRequest {
  readonly url: string;
  /** Default: `migrations/` of this repository. */
  readonly migrationsFolder?: string;
  /** No further than this one. Default: all. */
  readonly throughMigration?: number;
  /** Hears of lost idle connections, which the pools replace. */
  readonly report?: (cause: Error) => void;
}

/** Connects and migrates: the one place that opens connections. `store.unavailable` when the database cannot be used. */
export async function openDatabase(request: DatabaseRequest): Promise<Database> {
  const { url, migrationsFolder, throughMigration = Infinity } = request;
  let isClosing = false;
  // A database that stops right after us may end a connection before it hears that we have: nothing was lost.
  const report = (cause: Error): void => {
    if (!isClosing) request.report?.(cause);
  };
  const files = readMigrations(migrationsFolder).filter(({ number }) => number <= throughMigration);
  const source = createSource(url, files, report);
  try {
    await source.initialize();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeError(
      'store.unavailable',
      `The database at ${addressOf(url)} cannot be used: ${reason || 'it does not answer'}. Check DATABASE_URL, and that it runs.`,
      { cause },
    );
  }
  const runPool = openRunPool(url, report);
  const leasePool = openRunPool(url, report, { max: LEASE_CONNECTIONS, idleTimeoutMillis: 0 });
  const close = async (): Promise<void> => {
    isClosing = true;
    await Promise.all([runPool.end(), leasePool.end(), source.destroy()]);
  };
  try {
    await migrate(source, files);
    // It is there before it is needed: on a busy machine a new one may take longer than a lease has.
    await leasePool.query('select 1');
  } catch (cause) {
    await close();
    throw cause;
  }
  return { url, runPool, leasePool, source, close };
}

function createSource(url: string, files: readonly MigrationFile[], report: (cause: Error) => void): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: [
      WorkspaceEntity,
      UserEntity,
      MembershipEntity,
      SessionEntity,
      ApiKeyEntity,
      WorkflowEntity,
      WorkflowVersionEntity,
      LiveWebhookEntity,
    ],
    migrations: migrationClasses(files),
    migrationsTableName: 'typeorm_migration',
    synchronize: false,
    logger: SILENT_LOGGER,
    poolSize: POOL_CONNECTIONS,
    connectTimeoutMS: ACQUIRE_TIMEOUT_MS,
    poolErrorHandler: report,
    extra: { options: `${COMMON_OPTIONS} ${DOOR_OPTIONS}`, onConnect: outliveLoss },
  });
}

/** For statements of the run path. */
export function openRunPool(
  url: string,
  report: (cause: Error) => void,
  own: Pick<pg.PoolConfig, 'max' | 'idleTimeoutMillis'> = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_CONNECTIONS,
    ...own,
    options: `${COMMON_OPTIONS} ${RUN_PATH_OPTIONS}`,
    keepAlive: true,
    query_timeout: SILENT_TIMEOUT_MS,
    connectionTimeoutMillis: ACQUIRE_TIMEOUT_MS,
    onConnect: outliveLoss,
  });
  // Without a listener a lost idle connection would end the process; the pool makes another one.
  pool.on('error', report);
  return pool;
}

/** Host and port, without the password. */
export function addressOf(url: string): string {
  if (!URL.canParse(url)) return 'the address given';
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || '5432'}`;
}
