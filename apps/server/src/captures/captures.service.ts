import { Inject, Injectable } from '@nestjs/common';
import type { Actor, CaptureStore } from '@millrace/runtime';
import { CAPTURE_STORE } from './capture-tokens.ts';
import { toCaptureDto, type CapturePage, type ListCapturesQuery } from './captures.dto.ts';

/** Of the bodies of a page: of large ones fewer are shown at once. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** Calls of test addresses, as people see them. */
@Injectable()
export class CapturesService {
  constructor(@Inject(CAPTURE_STORE) private readonly captures: CaptureStore) {}

  async list(actor: Actor, name: string, { cursor, limit }: ListCapturesQuery): Promise<CapturePage> {
    const { items, nextCursor } = await this.captures.list({
      ...{ workspaceId: actor.workspace.id, name, limit, maxBodyBytes: MAX_PAGE_BYTES },
      ...(cursor === undefined ? {} : { cursor }),
    });
    return { items: items.map(toCaptureDto), ...(nextCursor === undefined ? {} : { nextCursor }) };
  }

  remove(actor: Actor, name: string, id?: string): Promise<void> {
    return this.captures.remove({ workspaceId: actor.workspace.id, name, ...(id === undefined ? {} : { id }) });
  }
}
