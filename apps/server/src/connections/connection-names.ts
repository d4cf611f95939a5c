import { Inject, Injectable } from '@nestjs/common';
import type { ConnectionStore } from '@millrace/runtime';
import { CONNECTION_STORE } from './connection-tokens.ts';

const PAGE_LIMIT = 1000;

/** Which connections a workspace has: what checking a document needs to know. */
@Injectable()
export class ConnectionNames {
  constructor(@Inject(CONNECTION_STORE) private readonly connections: ConnectionStore) {}

  async list(workspaceId: string): Promise<readonly string[]> {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const from = cursor === undefined ? {} : { cursor };
      const page = await this.connections.list({ workspaceId, limit: PAGE_LIMIT, ...from });
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return names;
  }
}
