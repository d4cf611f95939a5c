import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import {
  hashDocument,
  RuntimeError,
  type DraftTestStore,
  type Ids,
  type TestPlan,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { inTransaction } from './in-transaction.ts';
import { removeCrowdedTests, type TestBounds } from './sql/remove-crowded-tests.ts';
import { describeRetention } from './workflow-rows.ts';

interface KeptRow {
  readonly workflow_id: string;
  readonly created_at: Date;
}
interface TestRow extends KeptRow {
  readonly workspace_id: string;
  readonly name: string;
  readonly document: string;
  readonly plan: string;
}

const DEFAULT_TEST_BOUNDS: TestBounds = { tests: 50, bytes: 64 * 1024 * 1024 };

/** What tests of drafts execute, in Postgres: the newest of each workflow. */
export class PostgresDraftTestStore implements DraftTestStore {
  readonly #source: DataSource;
  readonly #runPool: pg.Pool;
  readonly #ids: Ids;
  readonly #bounds: TestBounds;

  constructor(
    { source, runPool }: { readonly source: DataSource; readonly runPool: pg.Pool },
    ids: Ids,
    bounds = DEFAULT_TEST_BOUNDS,
  ) {
    this.#source = source;
    this.#runPool = runPool;
    this.#ids = ids;
    this.#bounds = bounds;
  }

  async keep(request: Parameters<DraftTestStore['keep']>[0]): Promise<WorkflowVersionDocument> {
    const { workspaceId, name, document, plan } = request;
    const id = this.#ids.runId();
    const { keptPayloads } = describeRetention(document);
    const [row] = await this.#source.query<KeptRow[]>(
      `insert into draft_test (id, workflow_id, document, plan, kept_payloads)
       select $1::uuid, id, $4::text, $5::text, $6::text from workflow
       where workspace_id = $2::uuid and name = $3::text and deleted_at is null
       returning workflow_id, created_at`,
      [id, workspaceId, name, JSON.stringify(document), JSON.stringify(plan), keptPayloads],
    );
    if (row === undefined) throw new RuntimeError('workflow.not_found', `There is no workflow named "${name}".`);
    await inTransaction(this.#runPool, (client) => removeCrowdedTests(client, row.workflow_id, this.#bounds));
    // Not read back: samples may make megabytes of it.
    return toVersionDocument(id, { ...request, row });
  }
}

/** What a test executes, by its id. */
export async function findDraftTest(source: DataSource, id: string): Promise<WorkflowVersionDocument | undefined> {
  const [row] = await source.query<TestRow[]>(
    `select t.workflow_id, w.workspace_id, w.name, t.document, t.plan, t.created_at
     from draft_test t join workflow w on w.id = t.workflow_id where t.id = $1::uuid`,
    [id],
  );
  if (row === undefined) return undefined;
  const { workspace_id: workspaceId, name } = row;
  const document = JSON.parse(row.document) as WorkflowDocument;
  return toVersionDocument(id, { workspaceId, name, document, plan: JSON.parse(row.plan) as TestPlan, row });
}

function toVersionDocument(
  id: string,
  { workspaceId, name, document, plan, row }: Parameters<DraftTestStore['keep']>[0] & { readonly row: KeptRow },
): WorkflowVersionDocument {
  return {
    id,
    workflowId: row.workflow_id,
    workspaceId,
    workflowName: name,
    contentHash: hashDocument(document as unknown as JsonValue),
    note: '',
    publishedAtMs: row.created_at.getTime(),
    document,
    test: plan,
  };
}
