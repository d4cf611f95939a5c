import 'reflect-metadata';
import { RuntimeError } from '@millrace/runtime';
import pg from 'pg';
import { DataSource } from 'typeorm';
import {
  ApiKeyEntity,
  MembershipEntity,
  SessionEntity,
  UserEntity,
  WorkspaceEntity,
} from './entities/people.entity.ts';
import { LiveWebhookEntity, WorkflowEntity, WorkflowVersionEntity } from './entities/workflow.entity.ts';
import { migrate, migrationClasses, readMigrations } from './migrations.ts';

/** The connections to one database. */
export interface Database {
  readonly url: string;
  /** The run path: plans that suit full tables, whatever the tables held when they were made. */
  readonly runPool: pg.Pool;
  /** Everything else. */
  readonly source: DataSource;
  close(): Promise<void>;
}

/** Statements prepared on near-empty tables would keep reading whole tables when these have grown. */
const RUN_PATH_OPTIONS =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c statement_timeout=30000';
const CONNECT_TIMEOUT_MS = 10_000;

/** Connects and migrates. `store.unavailable` when the database cannot be reached. `report` hears of lost idle connections. */
export async function openDatabase({
  url,
  migrationsFolder,
  report = () => undefined,
}: {
  readonly url: string;
  readonly migrationsFolder?: string;
  readonly report?: (cause: Error) => void;
}): Promise<Database> {
  const files = readMigrations(migrationsFolder);
  const source = new DataSource({
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
    poolSize: 6,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: report,
  });
  try {
    await source.initialize();
  } catch (cause) {
    const { hostname, port } = new URL(url);
    throw new RuntimeError(
      'store.unavailable',
      `The database at ${hostname}:${port || '5432'} cannot be reached. Check DATABASE_URL, and that it runs.`,
      { cause },
    );
  }
  const runPool = new pg.Pool({
    connectionString: url,
    max: 8,
    options: RUN_PATH_OPTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // Without a listener a lost idle connection would end the process; the pool makes another one.
  runPool.on('error', report);
  const close = async (): Promise<void> => {
    await Promise.all([runPool.end(), source.destroy()]);
  };
  try {
    await migrate(source, files);
  } catch (cause) {
    await close();
    throw cause;
  }
  return { url, runPool, source, close };
}
