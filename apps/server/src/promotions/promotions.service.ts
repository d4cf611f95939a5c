import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import type { Actor, PromotionOrigin, WorkflowDraft, WorkflowStore } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { WORKFLOW_STORE } from '../platform/tokens.ts';
import { requireNoErrors } from '../validation/validation.service.ts';
import { PublishChecks } from '../workflow-tests/publish-checks.ts';
import { DraftsService } from '../workflows/drafts.service.ts';
import { VersionsService } from '../workflows/versions.service.ts';
import type { DraftDto, PublishedVersionDto, VersionParams } from '../workflows/workflows.dto.ts';
import { ConnectionCandidates } from './connection-candidates.ts';
import { replaceConnections } from './connection-places.ts';
import { isSomebodysWork } from './is-somebodys-work.ts';
import { PromotionSource, requireThere } from './promotion-source.ts';
import type { PromoteRequest, PromotionDto } from './promotions.dto.ts';

/** A document on its way. */
interface Parcel {
  readonly name: string;
  readonly document: WorkflowDocument;
  readonly promotedFrom: PromotionOrigin;
}
/** A draft as it is now, and as it was; nothing where there was none. */
interface Written {
  readonly draft: DraftDto;
  readonly before: WorkflowDraft | undefined;
}

/** Takes a version into another workspace, as its draft, and makes it live there on request. */
@Injectable()
export class PromotionsService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    private readonly source: PromotionSource,
    private readonly candidates: ConnectionCandidates,
    private readonly checks: PublishChecks,
    private readonly drafts: DraftsService,
    private readonly versions: VersionsService,
  ) {}

  async promote(actor: Actor, params: VersionParams, request: PromoteRequest): Promise<PromotionDto> {
    const { version, there } = await this.source.find(actor, params, request.workspace);
    const { connections = {}, publish, note = '', overwrite } = request;
    if (publish) requireThere(there, 'workflow.publish');
    await this.candidates.require(there.workspace.id, version.document, connections);
    const document = replaceConnections(version.document, connections);
    const promotedFrom = { workspace: actor.workspace.slug, number: params.number };
    // Said before anything is written: most of what keeps it from being published is seen here.
    if (publish) requireNoErrors(await this.checks.check(there.workspace.id, document as unknown as JsonValue));
    const parcel = { name: params.name, document, promotedFrom };
    const written = await this.write(there, parcel, overwrite);
    const published = publish ? await this.publish(there, parcel, { note, written }) : undefined;
    return {
      ...{ workspace: there.workspace.slug, workflow: params.name, revision: written.draft.revision },
      ...(published === undefined ? {} : { version: published }),
    };
  }

  private async write(there: Actor, parcel: Parcel, overwrite: boolean): Promise<Written> {
    const address = { workspaceId: there.workspace.id, name: parcel.name };
    // The draft first: who saves after that has raised its revision, and who saved before is seen by the second look.
    const before = await this.workflows.findDraft(address);
    const workflow = await this.workflows.find(address);
    const document = parcel.document as unknown as JsonValue;
    if (workflow === undefined || before === undefined) {
      return { draft: await this.drafts.create(there, document, parcel.promotedFrom), before: undefined };
    }
    if (!overwrite && isSomebodysWork(workflow, before, parcel.document)) {
      throw new ServerError(
        'promotion.draft_unpublished',
        `The draft of "${parcel.name}" in ${there.workspace.name} has changes that nobody has published. Publish or discard them there, or send "overwrite": true.`,
      );
    }
    // What somebody saves between the look and the write is not lost: it has another revision.
    const edit = { name: parcel.name, document, revision: before.revision, promotedFrom: parcel.promotedFrom };
    return { draft: await this.drafts.replace(there, edit), before };
  }

  private async publish(
    there: Actor,
    { name }: Parcel,
    { note, written }: { readonly note: string; readonly written: Written },
  ): Promise<PublishedVersionDto> {
    try {
      return await this.versions.publish(there, name, { note, revision: written.draft.revision });
    } catch (cause) {
      // Whoever has edited it by now keeps what they have; the reason why nothing was published is the one to tell.
      await this.takeBack(there, name, written).catch(() => undefined);
      throw cause;
    }
  }

  private async takeBack(there: Actor, name: string, { draft, before }: Written): Promise<void> {
    const { revision } = draft;
    if (before === undefined) {
      return this.workflows.remove({ workspaceId: there.workspace.id, name, ifOnlyDraft: revision });
    }
    const { document, promotedFrom } = before;
    const origin = promotedFrom === undefined ? {} : { promotedFrom };
    await this.drafts.replace(there, { name, document, revision, ...origin });
  }
}
