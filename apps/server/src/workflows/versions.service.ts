import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue } from '@millrace/machine';
import { hashDocument, RuntimeError, type Actor, type WorkflowStore } from '@millrace/runtime';
import { WORKFLOW_STORE } from '../platform/tokens.ts';
import { StepSchemas } from '../step-schemas/step-schemas.service.ts';
import { LiveChanges } from '../rollouts/live-changes.ts';
import { requireNoErrors } from '../validation/validation.service.ts';
import { PublishChecks } from '../workflow-tests/publish-checks.ts';
import { noSuchWorkflow } from './no-such-workflow.ts';
import {
  toVersionDto,
  toVersionWithDocumentDto,
  type PublishedVersionDto,
  type PublishRequest,
  type VersionDto,
  type VersionParams,
  type VersionWithDocumentDto,
} from './workflows.dto.ts';

/** Publishing, the history, and moving the live pointer. */
@Injectable()
export class VersionsService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    private readonly checks: PublishChecks,
    private readonly changes: LiveChanges,
    private readonly schemas: StepSchemas,
  ) {}

  async publish(actor: Actor, name: string, request: PublishRequest): Promise<PublishedVersionDto> {
    const { note = '', revision, rollout } = request;
    const workspaceId = actor.workspace.id;
    const draft = await this.workflows.findDraft({ workspaceId, name });
    if (draft === undefined) throw noSuchWorkflow(name);
    if (revision !== undefined && revision !== draft.revision) {
      throw new RuntimeError(
        'workflow.draft_changed',
        `The draft has revision ${draft.revision} by now, not ${revision}.`,
      );
    }
    const { document, warnings } = await this.checks.requirePublishable(workspaceId, draft.document);
    const read = await this.schemas.read(workspaceId, document);
    requireNoErrors(read.findings);
    const contentHash = hashDocument(document as unknown as JsonValue);
    const publishedBy = actor.name;
    const version = await this.workflows.publish({
      ...{ workspaceId, name, document, contentHash, note, publishedBy },
      ...(rollout === undefined ? {} : { rollout }),
    });
    this.changes.note();
    await this.schemas.keep(version.id, read);
    const liveVersionId = rollout === undefined ? version.id : undefined;
    return { ...toVersionDto(version, liveVersionId), warnings: [...warnings, ...read.findings] };
  }

  async read(actor: Actor, { name, number }: VersionParams): Promise<VersionWithDocumentDto> {
    const workspaceId = actor.workspace.id;
    const liveVersionId = await this.findLiveVersionId(workspaceId, name);
    const version = await this.workflows.findVersionByNumber({ workspaceId, name, number });
    if (version === undefined) {
      throw new RuntimeError('workflow.version_not_found', `"${name}" has no version ${number}.`);
    }
    const { schemas } = await this.schemas.find(version.id);
    return toVersionWithDocumentDto(version, schemas, liveVersionId);
  }

  async activate(actor: Actor, { name, number }: VersionParams): Promise<VersionDto> {
    const version = await this.workflows.activate({
      ...{ workspaceId: actor.workspace.id, name, number },
      activatedBy: actor.name,
    });
    this.changes.note();
    return toVersionDto(version, version.id);
  }

  async pause(actor: Actor, name: string): Promise<void> {
    await this.workflows.pause({ workspaceId: actor.workspace.id, name });
    this.changes.note();
  }

  private async findLiveVersionId(workspaceId: string, name: string): Promise<string | undefined> {
    const workflow = await this.workflows.find({ workspaceId, name });
    if (workflow === undefined) throw noSuchWorkflow(name);
    return workflow.liveVersion?.id;
  }
}
