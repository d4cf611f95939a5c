import { Inject, Injectable } from '@nestjs/common';
import type { Actor, TriggerKeeper, TriggerStore, WorkflowStore } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { SETTINGS, WORKFLOW_STORE } from '../platform/tokens.ts';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import { TRIGGER_KEEPER, TRIGGER_STORE } from './trigger-tokens.ts';
import { toConnectorTriggerDto, type ConnectorTriggerPage, type TriggerParams } from './triggers.dto.ts';

/** How the triggers of connectors of a workflow are. */
@Injectable()
export class TriggersService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    @Inject(TRIGGER_STORE) private readonly store: TriggerStore,
    @Inject(TRIGGER_KEEPER) private readonly keeper: TriggerKeeper,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
  ) {}

  async list(actor: Actor, name: string): Promise<ConnectorTriggerPage> {
    const triggers = await this.store.list(await this.placeOf(actor, name));
    const place = { publicUrl: this.settings.publicUrl, workspace: actor.workspace.slug };
    return { items: triggers.map((trigger) => toConnectorTriggerDto(trigger, place)) };
  }

  async poll(actor: Actor, { name, triggerId }: TriggerParams): Promise<void> {
    const isDue = await this.store.askNow({ ...(await this.placeOf(actor, name)), triggerId });
    if (!isDue) {
      throw new ServerError(
        'trigger.not_found',
        `The live version of "${name}" has no trigger "${triggerId}" that polls.`,
      );
    }
    this.keeper.wakePolls();
  }

  private async placeOf({ workspace }: Actor, name: string) {
    const workspaceId = workspace.id;
    const workflow = await this.workflows.find({ workspaceId, name });
    if (workflow === undefined) throw noSuchWorkflow(name);
    return { workspaceId, workflowId: workflow.id };
  }
}
