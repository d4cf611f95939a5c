import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RuntimeError, type Actor, type ConnectionStore, type SealedConnection } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { mayDo } from '../http/permissions.ts';
import { ConnectionSecrets } from './connection-secrets.ts';
import { CONNECTION_STORE } from './connection-tokens.ts';
import {
  toConnectionDto,
  type ConnectionDto,
  type ConnectionPage,
  type CreateConnectionRequest,
  type ListConnectionsQuery,
  type ReplaceFieldsRequest,
} from './connections.dto.ts';

const MAX_CONNECTIONS = 10_000;
const HOUR_SECONDS = 3600;

/** Keeping connections. What they hold goes in and never comes out here. */
@Injectable()
export class ConnectionsService {
  constructor(
    @Inject(CONNECTION_STORE) private readonly connections: ConnectionStore,
    private readonly secrets: ConnectionSecrets,
  ) {}

  async list({ workspace }: Actor, { cursor, limit }: ListConnectionsQuery): Promise<ConnectionPage> {
    const page = await this.connections.list({
      workspaceId: workspace.id,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    return {
      items: page.items.map(toConnectionDto),
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    };
  }

  async read({ workspace }: Actor, name: string): Promise<ConnectionDto> {
    return toConnectionDto(await this.require(workspace.id, name));
  }

  async create({ workspace, userId }: Actor, request: CreateConnectionRequest): Promise<ConnectionDto> {
    const { name, kind, fields } = request;
    const id = randomUUID();
    const made = await this.connections.create({
      id,
      workspaceId: workspace.id,
      name,
      kind,
      createdBy: userId,
      fieldNames: Object.keys(fields).sort(),
      sealed: this.secrets.seal({ workspaceId: workspace.id, id, version: 1 }, fields),
      quota: MAX_CONNECTIONS,
    });
    if (made.kind === 'created') {
      this.secrets.forget();
      return toConnectionDto(made.connection);
    }
    if (made.kind === 'name_taken') {
      throw new ServerError(
        'connection.name_taken',
        `There is a connection "${name}" already. Replace its fields instead.`,
      );
    }
    throw new RuntimeError('workspace.quota_reached', `A workspace has at most ${MAX_CONNECTIONS} connections.`, {
      detail: { limit: MAX_CONNECTIONS, actual: MAX_CONNECTIONS + 1 },
    });
  }

  async replaceFields({ workspace }: Actor, name: string, request: ReplaceFieldsRequest): Promise<ConnectionDto> {
    const { fields, previousHours } = request;
    const { id, version: before } = await this.require(workspace.id, name);
    const version = before + 1;
    const replaced = await this.connections.replace({
      workspaceId: workspace.id,
      id,
      fieldNames: Object.keys(fields).sort(),
      next: { version, sealed: this.secrets.seal({ workspaceId: workspace.id, id, version }, fields) },
      previousSeconds: previousHours * HOUR_SECONDS,
    });
    if (replaced === 'changed') {
      throw new ServerError(
        'connection.changed',
        `Somebody else has just changed "${name}". Look again before you do.`,
      );
    }
    this.secrets.forget();
    return toConnectionDto(replaced);
  }

  /** Builders delete what they made; who may delete any is said by the permission. */
  async remove(actor: Actor, name: string): Promise<void> {
    const workspaceId = actor.workspace.id;
    const { createdBy } = await this.require(workspaceId, name);
    if (!mayDo(actor, 'connection.delete') && createdBy !== actor.userId) {
      throw new ServerError('auth.forbidden', 'Somebody else made this connection. An administrator can delete it.');
    }
    if (!(await this.connections.remove({ workspaceId, name }))) throw noSuchConnection(name);
    this.secrets.forget();
  }

  private async require(workspaceId: string, name: string): Promise<SealedConnection> {
    const connection = await this.connections.find({ workspaceId, name });
    if (connection === undefined) throw noSuchConnection(name);
    return connection;
  }
}

function noSuchConnection(name: string): ServerError {
  return new ServerError('connection.not_found', `There is no connection "${name}".`);
}
