// Why this shape: only what a search has to look into is read, and of steps only the rows that may hold it. Indexes: primary keys.
// Locks: none. Runs: when a person searches in the data of runs, for some runs at a time.
import type pg from 'pg';
import type { StepsRow } from '../step-texts.ts';
import { Conditions } from './run-conditions.ts';

export interface PayloadRow {
  readonly id: string;
  readonly step_count: number;
  readonly input: string | null;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
}

const PAYLOADS = `
select id, step_count, input, output, error, cause from run where id = any($1::uuid[]) order by id desc`;

/** Newest first. */
export async function readPayloadTexts(pool: pg.Pool, ids: readonly string[]): Promise<readonly PayloadRow[]> {
  const { rows } = await pool.query<PayloadRow>({ name: 'read-payload-texts', text: PAYLOADS, values: [ids] });
  return rows;
}

/** Rows of the steps of one run, in order. `mayHold`: adds what a row must look like. */
export async function readStepTexts(
  pool: pg.Pool,
  runId: string,
  mayHold: (where: Conditions) => void,
): Promise<readonly StepsRow[]> {
  const where = new Conditions();
  where.add('step.run_id = ?::uuid', runId);
  mayHold(where);
  const { rows } = await pool.query<StepsRow>(
    `select step.record as steps, case when step.sequence = 0 then run.input end as run_input
     from run_step step join run on run.id = step.run_id where ${where.all} order by step.sequence`,
    where.values,
  );
  return rows;
}
