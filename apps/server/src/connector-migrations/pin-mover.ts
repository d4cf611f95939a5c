import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject, JsonValue, WorkflowDocument } from '@millrace/machine';
import { hashDocument, type MigratedWorkflow, type WorkflowStore } from '@millrace/runtime';
import type { Finding } from '../http/problem.dto.ts';
import { WORKFLOW_STORE } from '../platform/tokens.ts';
import { LiveChanges } from '../rollouts/live-changes.ts';
import { StepSchemas } from '../step-schemas/step-schemas.service.ts';
import { PublishChecks } from '../workflow-tests/publish-checks.ts';

export interface PinMove {
  readonly workspaceId: string;
  readonly connector: string;
  readonly to: string;
}

/** Gives workflows the pin of another version: in their drafts, and as what is live. */
@Injectable()
export class PinMover {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    private readonly checks: PublishChecks,
    private readonly changes: LiveChanges,
    private readonly schemas: StepSchemas,
  ) {}

  /** Writes the pin into the draft, and says whether what is live would be fit with it. Publishes nothing. */
  async prepare(move: PinMove, workflow: string): Promise<MigratedWorkflow> {
    const { workspaceId } = move;
    const found = await this.workflows.find({ workspaceId, name: workflow });
    const live = await this.readLive(found?.liveVersion?.id);
    const draft = await this.workflows.findDraft({ workspaceId, name: workflow });
    if (found === undefined || draft === undefined) return { workflow, state: 'skipped', problems: [] };
    const document = withPin(draft.document, move);
    await this.workflows.replaceDraft({ workspaceId, name: workflow, document, revision: draft.revision });
    const problems = await this.findProblems(workspaceId, live ?? draft.document, move);
    if (problems.length > 0) return { workflow, state: 'needs_edits', problems };
    // What somebody is at work on is theirs to publish; and what was never live has nobody who would notice.
    const isTheirs = found.draftChanged || found.liveVersion === undefined;
    if (isTheirs) return { workflow, state: 'draft_differs', problems };
    const { id: versionId, number } = found.liveVersion;
    return { workflow, state: 'ready', problems, before: { versionId, number } };
  }

  /** Makes what is live, with the new pin, the next version; skips it when something else is live by now. */
  async publish(move: PinMove, migrated: MigratedWorkflow, publishedBy: string): Promise<MigratedWorkflow> {
    const { workspaceId, connector, to } = move;
    const { workflow: name, before } = migrated;
    const found = await this.workflows.find({ workspaceId, name });
    const live = await this.readLive(before?.versionId);
    if (live === undefined || found?.liveVersion?.id !== before?.versionId) return { ...migrated, state: 'skipped' };
    const document = withPin(live, move);
    const problems = await this.findProblems(workspaceId, live, move);
    if (problems.length > 0) return { ...migrated, state: 'needs_edits', problems };
    const checked = document as unknown as WorkflowDocument;
    const read = await this.schemas.read(workspaceId, checked);
    const misfits = problemsOf(read.findings);
    if (misfits.length > 0) return { ...migrated, state: 'needs_edits', problems: misfits };
    const published = await this.workflows.publish({
      ...{ workspaceId, name, publishedBy, document: checked },
      contentHash: hashDocument(document),
      note: `${connector} ${to}`,
    });
    this.changes.note();
    await this.schemas.keep(published.id, read);
    return { ...migrated, state: 'published', after: { versionId: published.id, number: published.number } };
  }

  /** Makes the version before live again, unless somebody has published since. */
  async undo({ workspaceId }: Pick<PinMove, 'workspaceId'>, migrated: MigratedWorkflow): Promise<MigratedWorkflow> {
    const { workflow: name, before, after } = migrated;
    const found = await this.workflows.find({ workspaceId, name });
    if (before === undefined || found?.liveVersion?.id !== after?.versionId) return { ...migrated, state: 'skipped' };
    await this.workflows.activate({ workspaceId, name, number: before.number });
    this.changes.note();
    return { ...migrated, state: 'undone' };
  }

  private async readLive(versionId: string | undefined): Promise<JsonValue | undefined> {
    const version = versionId === undefined ? undefined : await this.workflows.findVersion(versionId);
    return version?.document as unknown as JsonValue | undefined;
  }

  /** What would be wrong with a document once it has the pin: a test that passed before and fails then is that too. */
  private async findProblems(
    workspaceId: string,
    before: JsonValue,
    move: PinMove,
  ): Promise<MigratedWorkflow['problems']> {
    const after = withPin(before, move);
    const problems = problemsOf(await this.checks.check(workspaceId, after));
    if (problems.length > 0) return problems;
    const [asItIs, asItWouldBe] = [before, after] as unknown as readonly [WorkflowDocument, WorkflowDocument];
    const broken = await this.checks.findBroken(workspaceId, asItIs, asItWouldBe);
    return broken.map(({ code, path, message }) => ({ code, path, message }));
  }
}

function problemsOf(findings: readonly Finding[]): MigratedWorkflow['problems'] {
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ code, path, message }) => ({ code, path, message }));
}

function withPin(document: JsonValue, { connector, to }: PinMove): JsonValue {
  const { connectors, ...rest } = document as JsonObject;
  return { ...rest, connectors: { ...(connectors as JsonObject | undefined), [connector]: to } };
}
