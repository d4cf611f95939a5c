import type { SampleStore, StepSample } from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import { findWorkflowId } from './find-workflow-id.ts';
import { readablePath, storablePath } from './storable.ts';

interface SampleRow {
  readonly state: string;
  readonly kind: StepSample['kind'];
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly run_id: string | null;
  readonly run_path: string | null;
  readonly updated_at: Date;
  readonly updated_by: string | null;
}
interface Named {
  readonly workspaceId: string;
  readonly name: string;
}

const COLUMNS = 'state, kind, output, error, cause, run_id, run_path, updated_at, updated_by';

/** Samples of drafts in Postgres. */
export class PostgresSampleStore implements SampleStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async list(named: Named): Promise<readonly StepSample[]> {
    const workflowId = await findWorkflowId(this.#source.manager, named);
    const rows = await this.#source.query<SampleRow[]>(
      `select ${COLUMNS} from step_sample where workflow_id = $1::uuid order by state collate "C" limit 10000`,
      [workflowId],
    );
    return rows.map(toSample);
  }

  async keep({ sample, ...named }: Parameters<SampleStore['keep']>[0]): Promise<StepSample> {
    const workflowId = await findWorkflowId(this.#source.manager, named);
    const { state, kind, output, error, cause, from, updatedBy } = sample;
    const [row] = await this.#source.query<[SampleRow]>(
      `insert into step_sample (workflow_id, state, kind, output, error, cause, run_id, run_path, updated_by)
       values ($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, $7::uuid, $8::text, $9::text)
       on conflict (workflow_id, state) do update set kind = excluded.kind, output = excluded.output, error = excluded.error,
         cause = excluded.cause, run_id = excluded.run_id, run_path = excluded.run_path, updated_by = excluded.updated_by,
         updated_at = now()
       returning ${COLUMNS}`,
      [
        ...[workflowId, state, kind, output ?? null, error ?? null, cause ?? null],
        ...[from?.runId ?? null, from === undefined ? null : storablePath(from.path), updatedBy ?? null],
      ],
    );
    return toSample(row);
  }

  async remove({ state, ...named }: Parameters<SampleStore['remove']>[0]): Promise<void> {
    const workflowId = await findWorkflowId(this.#source.manager, named);
    await this.#source.query('delete from step_sample where workflow_id = $1::uuid and state = $2::text', [
      workflowId,
      state,
    ]);
  }

  rename({ names, ...named }: Parameters<SampleStore['rename']>[0]): Promise<void> {
    return this.#source.transaction(async (manager) => {
      const workflowId = await findWorkflowId(manager, named, { lock: true });
      const moves = Object.entries(names).filter(([from, to]) => from !== to);
      const old = moves.map(([from]) => from);
      const taken = await manager.query<SampleRow[]>(
        `select ${COLUMNS} from step_sample where workflow_id = $1::uuid and state = any ($2::text[])`,
        [workflowId, old],
      );
      // Only where something moves to.
      const targets = moves.filter(([from]) => taken.some(({ state }) => state === from)).map(([, to]) => to);
      await manager.query('delete from step_sample where workflow_id = $1::uuid and state = any ($2::text[])', [
        workflowId,
        [...old, ...targets],
      ]);
      const newNames = new Map(moves);
      const moved = taken.map((row) => ({ ...row, state: newNames.get(row.state) ?? row.state }));
      await manager.query(
        `insert into step_sample (workflow_id, ${COLUMNS})
         select $1::uuid, ${COLUMNS} from json_to_recordset($2::json) as s(state text, kind text, output text, error text,
           cause text, run_id uuid, run_path text, updated_at timestamptz, updated_by text)
         on conflict (workflow_id, state) do nothing`,
        [workflowId, JSON.stringify(moved)],
      );
    });
  }
}

function toSample(row: SampleRow): StepSample {
  const { state, kind, output, error, cause, run_id: runId, run_path: path, updated_by: updatedBy } = row;
  return {
    ...{ state, kind, updatedAtMs: row.updated_at.getTime() },
    ...(output === null ? {} : { output }),
    ...(error === null ? {} : { error }),
    ...(cause === null ? {} : { cause }),
    ...(runId === null || path === null ? {} : { from: { runId, path: readablePath(path) } }),
    ...(updatedBy === null ? {} : { updatedBy }),
  };
}
