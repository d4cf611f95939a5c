import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue } from '@millrace/machine';
import type { Actor, Workflow, WorkflowStore } from '@millrace/runtime';
import type { DoorSettings } from '../platform/settings.ts';
import { SETTINGS, WORKFLOW_STORE } from '../platform/tokens.ts';
import { LiveChanges } from '../rollouts/live-changes.ts';
import { StepSchemas } from '../step-schemas/step-schemas.service.ts';
import { noSuchWorkflow } from './no-such-workflow.ts';
import {
  toTriggerSummaries,
  toWorkflowDto,
  type ListWorkflowsQuery,
  type TriggerSummary,
  type WorkflowDto,
  type WorkflowPage,
} from './workflows.dto.ts';
import { VersionCache } from './version-cache.ts';

/** By version. */
type SchemaWarnings = Awaited<ReturnType<StepSchemas['findChanges']>>;

/** Workflows as lists and pages show them. */
@Injectable()
export class WorkflowsService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
    private readonly versions: VersionCache,
    private readonly changes: LiveChanges,
    private readonly schemas: StepSchemas,
  ) {}

  async list(actor: Actor, { cursor, limit }: ListWorkflowsQuery): Promise<WorkflowPage> {
    const page = await this.workflows.list({
      workspaceId: actor.workspace.id,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const warnings = await this.findWarnings(page.items);
    const items = await Promise.all(page.items.map((workflow) => this.toDto(actor, workflow, warnings)));
    return { items, ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }) };
  }

  async read(actor: Actor, name: string): Promise<WorkflowDto> {
    const workflow = await this.workflows.find({ workspaceId: actor.workspace.id, name });
    if (workflow === undefined) throw noSuchWorkflow(name);
    return this.toDto(actor, workflow, await this.findWarnings([workflow]));
  }

  async remove(actor: Actor, name: string): Promise<void> {
    await this.workflows.remove({ workspaceId: actor.workspace.id, name });
    this.changes.note();
  }

  private async toDto(actor: Actor, workflow: Workflow, warnings: SchemaWarnings): Promise<WorkflowDto> {
    const own = warnings.get(workflow.liveVersion?.id ?? '') ?? [];
    return toWorkflowDto(workflow, await this.readTriggers(actor, workflow), own);
  }

  private findWarnings(workflows: readonly Workflow[]): Promise<SchemaWarnings> {
    return this.schemas.findChanges(workflows.flatMap(({ liveVersion }) => liveVersion?.id ?? []));
  }

  private async readTriggers(actor: Actor, { name, liveVersion }: Workflow): Promise<readonly TriggerSummary[]> {
    if (liveVersion === undefined) {
      const draft = await this.workflows.findDraft({ workspaceId: actor.workspace.id, name });
      return draft === undefined ? [] : toTriggerSummaries(draft.document, undefined);
    }
    const version = await this.versions.find(liveVersion.id);
    if (version === undefined) return [];
    const { publicUrl } = this.settings;
    return toTriggerSummaries(
      version.document as unknown as JsonValue,
      ({ type, path }) => `${publicUrl}/${type === 'form' ? 'forms' : 'hooks'}/${actor.workspace.slug}/${path}`,
    );
  }
}
