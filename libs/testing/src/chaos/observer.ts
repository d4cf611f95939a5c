// What the database and the processes themselves say, asked without the product.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresServer } from '../processes/postgres-server.ts';
import type { Unended } from './drain-clock.ts';
import { END_STATUSES, type ChangeFact, type Facts, type RunFact } from './facts.ts';
import type { Ledger } from './ledger.ts';
import { RANDOM_PREFIX } from './random-machines/cast.ts';
import { TICK_PREFIX } from './workloads/scheduled.ts';
import { ID_HEADER } from './workloads/states.ts';

/**
 * The database writes down each move of a run itself, in the transaction that makes it: whatever the processes believe,
 * this is what happened. Rows of one run are written one after the other, under the lock of its row.
 */
const AUDIT = `
create schema if not exists chaos;
create table if not exists chaos.change (n bigserial primary key, at timestamptz not null default clock_timestamp(),
  run_id uuid not null, old_fence int, new_fence int, old_status text, new_status text, old_steps int, new_steps int);
create table if not exists chaos.late_step (run_id uuid not null, sequence int not null);
create or replace function chaos.note_change() returns trigger language plpgsql security definer as $$
begin
  insert into chaos.change (run_id, old_fence, new_fence, old_status, new_status, old_steps, new_steps)
  values (new.id, old.fence, new.fence, old.status, new.status, old.step_count, new.step_count);
  return null;
end $$;
create or replace function chaos.note_step() returns trigger language plpgsql security definer as $$
begin
  insert into chaos.late_step (run_id, sequence)
  select new.run_id, new.sequence from public.run
  where id = new.run_id and status in ('succeeded', 'failed', 'timed_out', 'cancelled', 'compensated')
    -- The last steps and the end are one statement: what it has just written does not count.
    and pg_xact_status(xmin::text::xid8) = 'committed';
  return new;
end $$;
create or replace trigger chaos_change after update on public.run for each row
  when (old.fence is distinct from new.fence or old.status is distinct from new.status
    or old.step_count is distinct from new.step_count or old.output is distinct from new.output)
  execute function chaos.note_change();
create or replace trigger chaos_step before insert on public.run_step for each row execute function chaos.note_step();`;

const UNENDED = `select count(*)::int as all,
  (count(*) filter (where status = 'waiting' and due_at > now()))::int as asleep from run
  where status not in ('succeeded', 'failed', 'timed_out', 'cancelled', 'compensated')`;
const RUNS = `select (to_jsonb(run) - '{raw_body,checkpoint,output}'::text[])::text as row, workflow.name as workflow,
  coalesce(run.due_at <= now(), false) as is_due,
  case when workflow.name like '${RANDOM_PREFIX}%' then run.output end as output
  from run join workflow on workflow.id = run.workflow_id`;
const CHANGES = `select n::int, (extract(epoch from at) * 1000)::float8 as at, run_id, old_fence, new_fence, old_status,
  new_status, old_steps, new_steps from chaos.change order by n`;
/** Workflow documents are what their authors write into them. */
const TABLES = `select format('%I.%I', schemaname, tablename) as name from pg_tables
  where schemaname = 'public' and tablename not in ('workflow', 'workflow_version')`;

export class Observer {
  readonly #postgres: PostgresServer;
  readonly #ledger: Ledger;

  constructor(postgres: PostgresServer, ledger: Ledger) {
    this.#postgres = postgres;
    this.#ledger = ledger;
  }

  /** Before the first event. */
  async startAudit(): Promise<void> {
    await this.#postgres.query(AUDIT);
  }

  async countUnended(): Promise<Unended> {
    return (await this.#postgres.query<Unended>(UNENDED))[0] ?? { all: 0, asleep: 0 };
  }

  async connections(): Promise<number> {
    const text = `select count(*)::int as open from pg_stat_activity where backend_type = 'client backend'`;
    return (await this.#postgres.query<{ open: number }>(text))[0]?.open ?? 0;
  }

  /** Everything that the invariants need from the database. */
  async read(): Promise<Pick<Facts, 'runs' | 'changes' | 'lateSteps' | 'stuck'>> {
    const rows = await this.#postgres.query<WrittenRun>(RUNS);
    const runs = rows.map((row) => toRunFact(row, this.#ledger.startedAtMs));
    const changes = await this.#postgres.query<ChangeRow>(CHANGES);
    const lateSteps = await this.#postgres.query<{ run_id: string; sequence: number }>('select * from chaos.late_step');
    return {
      runs,
      changes: changes.map((row) => toChangeFact(row, this.#ledger.startedAtMs)),
      lateSteps: lateSteps.map(({ run_id, sequence }) => ({ runId: run_id, sequence })),
      stuck: runs.filter(({ status }) => !END_STATUSES.has(status)),
    };
  }

  /** Where one of the secrets is, in tables and in files below the folder. */
  async findLeaks(secrets: Readonly<Record<string, string>>, logFolder: string): Promise<Facts['leaks']> {
    const leaks: { where: string; secret: string }[] = [];
    const tables = await this.#postgres.query<{ name: string }>(TABLES);
    for (const [secret, text] of Object.entries(secrets)) {
      const forms = [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64').replace(/=+$/, '')];
      for (const { name } of tables) {
        const rows = await this.#postgres.query<{ found: number }>(
          `select count(*)::int as found from ${name} as part where part::text like any ($1)`,
          [forms.map((form) => `%${form.replace(/[%_\\]/g, '\\$&')}%`)],
        );
        if ((rows[0]?.found ?? 0) > 0) leaks.push({ where: `table ${name} (${rows[0]?.found ?? 0} rows)`, secret });
      }
      for (const file of existsSync(logFolder) ? readdirSync(logFolder) : []) {
        const log = readFileSync(join(logFolder, file), 'utf8');
        if (forms.some((form) => log.includes(form))) leaks.push({ where: `log ${file}`, secret });
      }
    }
    return leaks;
  }
}

interface ChangeRow {
  readonly n: number;
  readonly at: number;
  readonly run_id: string;
  readonly old_fence: number;
  readonly new_fence: number;
  readonly old_status: string;
  readonly new_status: string;
  readonly old_steps: number;
  readonly new_steps: number;
}

const toChangeFact = (row: ChangeRow, startedAtMs: number): ChangeFact => ({
  n: row.n,
  t: Math.round(row.at - startedAtMs),
  runId: row.run_id,
  oldFence: row.old_fence,
  newFence: row.new_fence,
  oldStatus: row.old_status,
  newStatus: row.new_status,
  oldSteps: row.old_steps,
  newSteps: row.new_steps,
});

/** A run's row as JSON, and what is asked beside it. */
interface WrittenRun {
  readonly row: string;
  readonly workflow: string;
  readonly is_due: boolean;
  readonly output: string | null;
}
interface RunRow {
  readonly id: string;
  readonly status: string;
  readonly fence: number;
  readonly input: string;
  readonly error: string | null;
  readonly cause: string | null;
  readonly [column: string]: unknown;
}

function toRunFact({ row, workflow, is_due, output }: WrittenRun, startedAtMs: number): RunFact {
  const run = JSON.parse(row) as RunRow;
  const parent = Object.entries(run).find(([column]) => /^parent.*id$/.test(column))?.[1] ?? null;
  return {
    id: run.id,
    eventId: eventIdOf(run.input),
    workflow,
    status: run.status,
    fence: run.fence,
    isChild: parent !== null,
    isDue: is_due,
    // A UUIDv7 begins with its time.
    madeAt: parseInt(run.id.replaceAll('-', '').slice(0, 12), 16) - startedAtMs,
    ...(run.error === null ? {} : { error: run.error }),
    ...(run.cause === null ? {} : { cause: run.cause }),
    ...(output === null ? {} : { output }),
  };
}

/** Every input of the traffic has the event's id as a header; a tick has its planned time. */
function eventIdOf(input: string): string {
  try {
    const value = JSON.parse(input) as { headers?: Record<string, string>; scheduledAt?: unknown };
    const { scheduledAt } = value;
    return value.headers?.[ID_HEADER] ?? (typeof scheduledAt === 'string' ? `${TICK_PREFIX}${scheduledAt}` : '');
  } catch {
    return '';
  }
}
