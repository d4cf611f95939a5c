import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  RuntimeError,
  type Connection,
  type ConnectionKind,
  type ConnectionStore,
  type SealedConnection,
} from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { ConnectionSecrets } from './connection-secrets.ts';
import { CONNECTION_STORE } from './connection-tokens.ts';
import type { SortedConnection } from './sort-connection.ts';

const MAX_CONNECTIONS = 10_000;

/** What a connection holds, sorted; a secret for webhooks is of no connector. */
export interface Held extends Pick<SortedConnection, 'secrets'> {
  readonly use?: SortedConnection['use'];
}
export interface NewConnection extends Held {
  readonly workspaceId: string;
  readonly name: string;
  readonly kind: ConnectionKind;
  readonly createdBy: string;
}

/** Seals what connections hold and keeps it. */
@Injectable()
export class ConnectionChanges {
  constructor(
    @Inject(CONNECTION_STORE) private readonly connections: ConnectionStore,
    private readonly secrets: ConnectionSecrets,
  ) {}

  /** `connection.name_taken`, `workspace.quota_reached`. */
  async create({ secrets, use, ...about }: NewConnection): Promise<Connection> {
    const { workspaceId, name } = about;
    const id = randomUUID();
    const made = await this.connections.create({
      ...{ ...about, id, quota: MAX_CONNECTIONS },
      fieldNames: Object.keys(secrets).sort(),
      sealed: this.secrets.seal({ workspaceId, id, version: 1 }, secrets),
      ...(use === undefined ? {} : { use }),
    });
    this.secrets.forget();
    if (made.kind === 'created') return made.connection;
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

  /** What it held before counts so many seconds more; tokens that it was exchanged for are gone. `connection.changed`. */
  async replace(before: Connection, { secrets, use }: Held, previousSeconds: number): Promise<Connection> {
    const { workspaceId, id, name } = before;
    const version = before.version + 1;
    const replaced = await this.connections.replace({
      ...{ workspaceId, id, previousSeconds },
      fieldNames: Object.keys(secrets).sort(),
      next: { version, sealed: this.secrets.seal({ workspaceId, id, version }, secrets) },
      ...(use === undefined ? {} : { use }),
    });
    this.secrets.forget();
    if (replaced !== 'changed') return replaced;
    throw new ServerError('connection.changed', `Somebody else has just changed "${name}". Look again before you do.`);
  }

  /** `connection.not_found`. */
  async require(workspaceId: string, name: string): Promise<SealedConnection> {
    const connection = await this.connections.find({ workspaceId, name });
    if (connection === undefined) throw noSuchConnection(name);
    return connection;
  }
}

export function noSuchConnection(name: string): ServerError {
  return new ServerError('connection.not_found', `There is no connection "${name}".`);
}
