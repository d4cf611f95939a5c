import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue } from '@millrace/machine';
import type { Actor, PromotionOrigin, WorkflowStore } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { WORKFLOW_STORE } from '../platform/tokens.ts';
import { ValidationService } from '../validation/validation.service.ts';
import { noSuchWorkflow } from './no-such-workflow.ts';
import { toDraftDto, type DraftDto } from './workflows.dto.ts';

const MAX_WORKFLOWS = 10_000;

/** Drafts may be invalid in every way but one: the name is the workflow's address. */
@Injectable()
export class DraftsService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    private readonly validation: ValidationService,
  ) {}

  async create(actor: Actor, document: JsonValue, promotedFrom?: PromotionOrigin): Promise<DraftDto> {
    const name = this.validation.nameOf(document);
    const workspaceId = actor.workspace.id;
    const origin = promotedFrom === undefined ? {} : { promotedFrom };
    return toDraftDto(
      await this.workflows.create({
        ...{ workspaceId, name, document, savedBy: actor.name, quota: MAX_WORKFLOWS },
        ...origin,
      }),
    );
  }

  async read(actor: Actor, name: string): Promise<DraftDto> {
    const draft = await this.workflows.findDraft({ workspaceId: actor.workspace.id, name });
    if (draft === undefined) throw noSuchWorkflow(name);
    return toDraftDto(draft);
  }

  async replace(
    actor: Actor,
    edit: {
      readonly name: string;
      readonly document: JsonValue;
      readonly revision: number;
      readonly promotedFrom?: PromotionOrigin;
    },
  ): Promise<DraftDto> {
    const name = this.validation.nameOf(edit.document);
    if (name !== edit.name) {
      throw new ServerError('workflow.invalid', 'The document has another name than the workflow.', {
        findings: [
          {
            code: 'document.name_differs',
            severity: 'error',
            path: '/name',
            message: `The workflow is named "${edit.name}", the document "${name}".`,
            hint: 'A workflow keeps its name; create another one under the new name.',
          },
        ],
      });
    }
    return toDraftDto(
      await this.workflows.replaceDraft({ workspaceId: actor.workspace.id, savedBy: actor.name, ...edit }),
    );
  }
}
