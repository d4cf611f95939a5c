import { Inject, Injectable } from '@nestjs/common';
import type { ConnectionStore } from '@millrace/runtime';
import { CONNECTION_STORE } from './connection-tokens.ts';
import { listAllConnections } from './list-all-connections.ts';

/** Which connections a workspace has: what checking a document needs to know. */
@Injectable()
export class ConnectionNames {
  constructor(@Inject(CONNECTION_STORE) private readonly connections: ConnectionStore) {}

  async list(workspaceId: string): Promise<readonly string[]> {
    return (await listAllConnections(this.connections, workspaceId)).map(({ name }) => name);
  }
}
