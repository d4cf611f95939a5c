import { Inject, Injectable } from '@nestjs/common';
import { RuntimeError, type Actor, type NumberedVersionDocument, type WorkflowStore } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { mayDo, type Permission } from '../http/permissions.ts';
import { WORKFLOW_STORE } from '../platform/tokens.ts';
import type { VersionParams } from '../workflows/workflows.dto.ts';
import { WorkspacesService } from '../workspaces/workspaces.service.ts';

/** A version here, and the person as they are there. */
export interface Promoted {
  readonly version: NumberedVersionDocument;
  readonly there: Actor;
}

/** What is promoted and where to, of whoever may do that. */
@Injectable()
export class PromotionSource {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    private readonly workspaces: WorkspacesService,
  ) {}

  async find(actor: Actor, { name, number }: VersionParams, slug: string): Promise<Promoted> {
    const there = await this.workspaces.actorIn(actor, slug);
    if (there.workspace.id === actor.workspace.id) {
      throw new ServerError('promotion.same_workspace', `"${slug}" is where the version is already.`);
    }
    requireThere(there, 'workflow.write');
    const version = await this.workflows.findVersionByNumber({ workspaceId: actor.workspace.id, name, number });
    if (version === undefined) {
      throw new RuntimeError('workflow.version_not_found', `There is no version ${number} of "${name}".`);
    }
    return { version, there };
  }
}

/** What a person needs in the other workspace. */
export function requireThere(there: Actor, permission: Permission): void {
  if (mayDo(there, permission)) return;
  throw new ServerError('auth.forbidden', `In ${there.workspace.name} you need the permission ${permission}.`);
}
