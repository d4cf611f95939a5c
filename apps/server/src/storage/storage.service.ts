import { Inject, Injectable } from '@nestjs/common';
import type { Actor, StorageStore, WorkflowStorage } from '@millrace/runtime';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import {
  printPlace,
  readPlace,
  toStorageDto,
  type ListStorageQuery,
  type QuotaRequest,
  type StorageDto,
  type StoragePage,
  type StorageQuery,
} from './storage.dto.ts';
import { StorageKeeper } from './storage-keeper.ts';
import { STORAGE_STORE } from './storage-tokens.ts';

/** What workflows hold, and may hold. */
@Injectable()
export class StorageService {
  constructor(
    @Inject(STORAGE_STORE) private readonly storage: StorageStore,
    private readonly keeper: StorageKeeper,
  ) {}

  async list({ workspace }: Actor, { cursor, limit }: ListStorageQuery): Promise<StoragePage> {
    const found = await this.storage.list({
      ...{ workspaceId: workspace.id, limit: limit + 1 },
      ...(cursor === undefined ? {} : { after: readPlace(cursor) }),
    });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const more = found.length > limit && last !== undefined ? { nextCursor: printPlace(last) } : {};
    return { items: items.map((item) => toStorageDto(item)), ...more };
  }

  async read(actor: Actor, name: string, { maxBytes }: StorageQuery): Promise<StorageDto> {
    const stored = await this.find(actor, name);
    if (maxBytes === undefined) return toStorageDto(stored);
    return toStorageDto(stored, await this.storage.preview({ workflowId: stored.workflowId, maxBytes }));
  }

  async setQuota(actor: Actor, name: string, { maxBytes }: QuotaRequest): Promise<StorageDto> {
    const { workflowId } = await this.find(actor, name);
    await this.storage.setQuota({ workflowId, by: actor.name, ...(maxBytes === null ? {} : { maxBytes }) });
    this.keeper.lookSoon();
    return toStorageDto(await this.find(actor, name));
  }

  private async find({ workspace }: Actor, name: string): Promise<WorkflowStorage> {
    const stored = await this.storage.find({ workspaceId: workspace.id, name });
    if (stored === undefined) throw noSuchWorkflow(name);
    return stored;
  }
}
