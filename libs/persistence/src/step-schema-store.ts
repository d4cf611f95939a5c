import type { KeptStepSchemas, StepSchema, StepSchemaChange, StepSchemaStore } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface SchemasRow {
  readonly version_id: string;
  readonly schemas: string | null;
  readonly changes: string;
}

/** Schemas of published versions in Postgres. */
export class PostgresStepSchemaStore implements StepSchemaStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async keep({ versionId, schemas }: Parameters<StepSchemaStore['keep']>[0]): Promise<void> {
    await this.#source.query(
      `insert into version_step_schemas (version_id, schemas) values ($1::uuid, $2)
       on conflict (version_id) do update set schemas = excluded.schemas, changes = '[]', compared_at = now()`,
      [versionId, JSON.stringify(schemas)],
    );
  }

  async find(versionId: string): Promise<KeptStepSchemas | undefined> {
    const [row] = await this.#source.query<SchemasRow[]>(
      'select version_id, schemas, changes from version_step_schemas where version_id = $1::uuid',
      [versionId],
    );
    return row && keptOf(row);
  }

  async findChanges(versionIds: readonly string[]): ReturnType<StepSchemaStore['findChanges']> {
    const rows = await this.#source.query<SchemasRow[]>(
      "select version_id, changes from version_step_schemas where version_id = any ($1::uuid[]) and changes <> '[]'",
      [[...versionIds]],
    );
    return rows.map((row) => ({ versionId: row.version_id, changes: changesOf(row) }));
  }

  async takeUncompared({
    comparedDays,
  }: Parameters<StepSchemaStore['takeUncompared']>[0]): ReturnType<StepSchemaStore['takeUncompared']> {
    // Those who ask at once take different workflows. Who took one just before is seen by the condition of the update.
    const [row] = await this.#source.query<SchemasRow[]>(
      `with due as (
         select w.live_version_id as id
         from workflow w left join version_step_schemas s on s.version_id = w.live_version_id
         where w.live_version_id is not null and w.deleted_at is null
           and (s.version_id is null or ((s.schemas is null or s.schemas <> '[]')
             and s.compared_at <= now() - make_interval(days => $1::integer)))
         order by s.compared_at nulls first limit 1 for update of w skip locked
       )
       insert into version_step_schemas as kept (version_id) select id from due
       on conflict (version_id) do update set compared_at = now()
         where kept.compared_at <= now() - make_interval(days => $1::integer)
       returning version_id, schemas, changes`,
      [comparedDays],
    );
    if (row === undefined) return undefined;
    const kept = keptOf(row);
    return { versionId: row.version_id, ...(kept === undefined ? {} : { kept }) };
  }

  async noteChanges({ versionId, changes }: Parameters<StepSchemaStore['noteChanges']>[0]): Promise<void> {
    await this.#source.query('update version_step_schemas set changes = $2 where version_id = $1::uuid', [
      versionId,
      JSON.stringify(changes),
    ]);
  }
}

const changesOf = ({ changes }: SchemasRow): readonly StepSchemaChange[] =>
  JSON.parse(changes) as readonly StepSchemaChange[];

function keptOf(row: SchemasRow): KeptStepSchemas | undefined {
  if (row.schemas === null) return undefined;
  return { schemas: JSON.parse(row.schemas) as readonly StepSchema[], changes: changesOf(row) };
}
