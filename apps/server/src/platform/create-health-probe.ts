import type { Database } from '@millrace/persistence';
import type { Engine } from '@millrace/runtime';
import type { HealthCheck } from '../setup/setup.dto.ts';
import type { HealthProbe } from './health-probe.ts';

const DATABASE_TIMEOUT_MS = 2000;
/** Work that was due for so long while there was room means that something is stuck. */
const OVERDUE = `select count(*)::int as overdue from
  (select 1 from run where due_at < now() - interval '30 seconds' limit 1000) as late`;

/** Asks this process's own database and engine. */
export function createHealthProbe({
  database,
  engine,
}: {
  readonly database: Pick<Database, 'runPool'>;
  readonly engine: Pick<Engine, 'status'>;
}): HealthProbe {
  return {
    check: async () => {
      const startedAt = performance.now();
      try {
        const { rows } = await inTime(database.runPool.query<{ overdue: number }>(OVERDUE));
        const milliseconds = Math.max(1, Math.round(performance.now() - startedAt));
        return [
          { name: 'database', ok: true, detail: `Answers in ${milliseconds} ms.` },
          // The server does not start on a schema that is not its own.
          { name: 'migrations', ok: true, detail: 'The schema is up to date.' },
          checkQueue(engine, rows[0]?.overdue ?? 0),
        ];
      } catch {
        return [
          { name: 'database', ok: false, detail: 'The database does not answer.' },
          { name: 'migrations', ok: false, detail: 'Unknown while the database does not answer.' },
          { name: 'queue', ok: false, detail: 'Unknown while the database does not answer.' },
        ];
      }
    },
  };
}

function checkQueue(engine: Pick<Engine, 'status'>, overdue: number): HealthCheck {
  const { running, maxRunning } = engine.status();
  const isStuck = overdue > 0 && running < maxRunning;
  const detail = isStuck
    ? `${overdue} runs are overdue while there is room for them.`
    : `${running} of ${maxRunning} places are taken.`;
  return { name: 'queue', ok: !isStuck, detail };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), DATABASE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
