import { Inject, Injectable } from '@nestjs/common';
import type { Actor, ConnectionStore, ConnectionUsers } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { mayDo } from '../http/permissions.ts';
import { OAuthRevocations } from '../oauth/oauth-revocations.ts';
import { ConnectionChanges, noSuchConnection } from './connection-changes.ts';
import { ConnectionSecrets } from './connection-secrets.ts';
import { CONNECTION_STORE, CONNECTION_USERS } from './connection-tokens.ts';

const MAX_NAMED = 20;

/** Deleting connections: what still uses them is said first, and services hear that their tokens are used no more. */
@Injectable()
export class ConnectionRemovals {
  constructor(
    @Inject(CONNECTION_STORE) private readonly connections: ConnectionStore,
    @Inject(CONNECTION_USERS) private readonly users: ConnectionUsers,
    private readonly changes: ConnectionChanges,
    private readonly secrets: ConnectionSecrets,
    private readonly revocations: OAuthRevocations,
  ) {}

  /** Builders delete what they made; who may delete any is said by the permission. */
  async remove(actor: Actor, name: string, isForced: boolean): Promise<void> {
    const workspaceId = actor.workspace.id;
    const connection = await this.changes.require(workspaceId, name);
    if (!mayDo(actor, 'connection.delete') && connection.createdBy !== actor.userId) {
      throw new ServerError('auth.forbidden', 'Somebody else made this connection. An administrator can delete it.');
    }
    if (!isForced) await this.demandUnused(workspaceId, name);
    // What is to be revoked can be read only as long as it is there.
    const revoke = await this.revocations.prepare(connection);
    if (!(await this.connections.remove({ workspaceId, name }))) throw noSuchConnection(name);
    this.secrets.forget();
    await revoke();
  }

  private async demandUnused(workspaceId: string, name: string): Promise<void> {
    const users = await this.users.list({ workspaceId, connection: name, limit: MAX_NAMED });
    if (users.length === 0) return;
    const workflows = users.map(({ workflow }) => workflow);
    throw new ServerError(
      'connection.in_use',
      `"${name}" is used by ${workflows.join(', ')}. Remove it there first, or say force=true: what uses it fails then.`,
      { detail: { workflows } },
    );
  }
}
