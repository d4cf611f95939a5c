import type { Database } from '@millrace/persistence';
import { SUSPECT_LOSSES, type Engine } from '@millrace/runtime';
import type { HealthCheck } from '../setup/setup.dto.ts';
import type { DispatchGate } from './dispatch-gate.ts';
import type { HealthProbe } from './health-probe.ts';

const PAUSED = 'Nothing is executed: this installation was restored, and waits for `millrace resume`.';
const DATABASE_TIMEOUT_MS = 2000;
/** Conditions as the indexes of due runs have them. */
const lateOf = (isMeant: string): string => `(select 1 from run
  where due_at < now() - interval '30 seconds' and ${isMeant} and losses + (status = 'running')::int < ${SUSPECT_LOSSES}
  limit 1000)`;
/**
 * Work that was due for so long while there was room means that something is stuck. Runs that may have ended processes have to
 * wait for each other.
 */
const OVERDUE = `select count(*)::int as overdue from
  (${lateOf(`status = 'running'`)} union all ${lateOf(`status <> 'running'`)}) as late`;

/** Asks this process's own database and engine. */
export function createHealthProbe({
  database,
  engine,
  gate,
  queue,
}: {
  readonly database: Pick<Database, 'runPool'>;
  readonly engine: Pick<Engine, 'status'>;
  readonly gate: Pick<DispatchGate, 'isClosed'>;
  /** The Redis between processes, where there is one. */
  readonly queue?: { isAnswering(): Promise<boolean> } | undefined;
}): HealthProbe {
  return {
    check: async () => {
      const startedAt = performance.now();
      try {
        const isAnswering = queue?.isAnswering() ?? Promise.resolve(true);
        const { rows } = await inTime(database.runPool.query<{ overdue: number }>(OVERDUE));
        const milliseconds = Math.max(1, Math.round(performance.now() - startedAt));
        return [
          { name: 'database', ok: true, detail: `Answers in ${milliseconds} ms.` },
          // The server does not start on a schema that is not its own.
          { name: 'migrations', ok: true, detail: 'The schema is up to date.' },
          checkQueue({ engine, gate, overdue: rows[0]?.overdue ?? 0, isAnswering: await isAnswering }),
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

function checkQueue({
  engine,
  gate,
  overdue,
  isAnswering,
}: {
  readonly engine: Pick<Engine, 'status'>;
  readonly gate: Pick<DispatchGate, 'isClosed'>;
  readonly overdue: number;
  readonly isAnswering: boolean;
}): HealthCheck {
  // On purpose: taken out of rotation, nobody could reach the page on which it is resumed.
  if (gate.isClosed) return { name: 'queue', ok: true, degraded: true, detail: PAUSED };
  const { running, maxRunning, hasRoom } = engine.status();
  if (overdue > 0 && hasRoom) {
    return { name: 'queue', ok: false, detail: `${overdue} runs are overdue while there is room for them.` };
  }
  const places = `${running} of ${maxRunning} places are taken.`;
  if (isAnswering) return { name: 'queue', ok: true, detail: places };
  // Every process looks for due runs by itself: to take this one out of rotation would only make it worse.
  const detail = `Redis does not answer: runs that wait for a place or a time begin up to a second later. ${places}`;
  return { name: 'queue', ok: true, degraded: true, detail };
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
