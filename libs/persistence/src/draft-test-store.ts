import type { WorkflowDocument } from '@millrace/machine';
import {
  hashDocument,
  RuntimeError,
  type DraftTestStore,
  type Ids,
  type TestPlan,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import { describeRetention } from './workflow-rows.ts';

interface TestRow {
  readonly id: string;
  readonly workflow_id: string;
  readonly workspace_id: string;
  readonly name: string;
  readonly document: string;
  readonly plan: string;
  readonly created_at: Date;
}

/** What tests of drafts execute, in Postgres. */
export class PostgresDraftTestStore implements DraftTestStore {
  readonly #source: DataSource;
  readonly #ids: Ids;

  constructor(source: DataSource, ids: Ids) {
    this.#source = source;
    this.#ids = ids;
  }

  async keep(request: Parameters<DraftTestStore['keep']>[0]): Promise<WorkflowVersionDocument> {
    const { workspaceId, name, document, plan } = request;
    const id = this.#ids.runId();
    const { keptPayloads } = describeRetention(document);
    await this.#source.query(
      `insert into draft_test (id, workflow_id, document, plan, kept_payloads)
       select $1::uuid, id, $4::text, $5::text, $6::text from workflow
       where workspace_id = $2::uuid and name = $3::text and deleted_at is null`,
      [id, workspaceId, name, JSON.stringify(document), JSON.stringify(plan), keptPayloads],
    );
    const kept = await findDraftTest(this.#source, id);
    if (kept === undefined) throw new RuntimeError('workflow.not_found', `There is no workflow named "${name}".`);
    return kept;
  }
}

/** What a test executes, by its id. */
export async function findDraftTest(source: DataSource, id: string): Promise<WorkflowVersionDocument | undefined> {
  const [row] = await source.query<TestRow[]>(
    `select t.id, t.workflow_id, w.workspace_id, w.name, t.document, t.plan, t.created_at
     from draft_test t join workflow w on w.id = t.workflow_id where t.id = $1::uuid`,
    [id],
  );
  if (row === undefined) return undefined;
  const document = JSON.parse(row.document) as WorkflowDocument;
  return {
    id: row.id,
    workflowId: row.workflow_id,
    workspaceId: row.workspace_id,
    workflowName: row.name,
    contentHash: hashDocument(document as never),
    note: '',
    publishedAtMs: row.created_at.getTime(),
    document,
    test: JSON.parse(row.plan) as TestPlan,
  };
}
