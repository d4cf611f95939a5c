import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Connection, ConnectionStore } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { ConnectionChanges, type Held } from './connection-changes.ts';
import { ConnectionTest } from './connection-test.ts';
import { CONNECTION_STORE, CONNECTOR_READS } from './connection-tokens.ts';
import { ConnectionViews } from './connection-views.ts';
import type {
  ConnectionDetail,
  ConnectionDto,
  ConnectionPage,
  CreateConnectionRequest,
  ListConnectionsQuery,
  ReplaceFieldsRequest,
} from './connections.dto.ts';
import { MendedConnections } from './mended-connections.ts';
import { sortConnection, type ConnectorReads } from './sort-connection.ts';

const HOUR_SECONDS = 3600;

/** Keeping connections. What they hold goes in and never comes out here. */
@Injectable()
export class ConnectionsService {
  constructor(
    @Inject(CONNECTION_STORE) private readonly connections: ConnectionStore,
    @Inject(CONNECTOR_READS) private readonly connectors: ConnectorReads,
    private readonly changes: ConnectionChanges,
    private readonly tester: ConnectionTest,
    private readonly mended: MendedConnections,
    private readonly views: ConnectionViews,
  ) {}

  async list({ workspace }: Actor, { cursor, limit, connector }: ListConnectionsQuery): Promise<ConnectionPage> {
    const page = await this.connections.list({
      workspaceId: workspace.id,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
      ...(connector === undefined ? {} : { connector }),
    });
    return {
      items: await this.views.showAll(workspace.id, page.items),
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    };
  }

  async read({ workspace }: Actor, name: string): Promise<ConnectionDetail> {
    return this.views.showInFull(await this.changes.require(workspace.id, name));
  }

  async create(actor: Actor, request: CreateConnectionRequest): Promise<ConnectionDto> {
    const { workspace, userId } = actor;
    const { name, kind } = request;
    const held = await this.sort({ ...request, workspaceId: workspace.id });
    const made = await this.changes.create({ workspaceId: workspace.id, name, kind, createdBy: userId, ...held });
    return kind === 'connector' ? this.look(made, { isSaved: true }) : this.views.show(made);
  }

  async replaceFields(actor: Actor, name: string, request: ReplaceFieldsRequest): Promise<ConnectionDto> {
    const workspaceId = actor.workspace.id;
    const { fields, previousHours, allowedHosts } = request;
    const before = await this.changes.require(workspaceId, name);
    const { kind, use: used } = before;
    const given = { ...used, workspaceId, kind, fields, allowedHosts: allowedHosts ?? used?.allowedHosts };
    const held = await this.sort(given);
    // What a connector signed in with before is nobody's any more.
    const replaced = await this.changes.replace(
      before,
      held,
      held.use === undefined ? previousHours * HOUR_SECONDS : 0,
    );
    return kind === 'connector' ? this.look(replaced, { isSaved: true }) : this.views.show(replaced);
  }

  /** Asks the service whether it works, and whose it is; the connection as it is known from then on. */
  async test({ workspace }: Actor, name: string): Promise<ConnectionDto> {
    const connection = await this.changes.require(workspace.id, name);
    if (connection.use === undefined)
      throw new ServerError('connection.test_missing', `"${name}" holds secrets for webhooks: there is nobody to ask.`);
    return this.look(connection, { isSaved: false });
  }

  /** What was just saved counts as mended whatever the test says: it may ask for more than steps do. */
  private async look(connection: Connection, { isSaved }: { readonly isSaved: boolean }): Promise<ConnectionDto> {
    const works = await this.tester.runForPerson(connection);
    if (works || isSaved) await this.mended.note(connection);
    return this.views.show(await this.changes.require(connection.workspaceId, connection.name));
  }

  private async sort(given: Given): Promise<Held> {
    const { workspaceId, kind, connector = '', authKind = '', fields, allowedHosts } = given;
    if (kind === 'secret') return { secrets: fields as Readonly<Record<string, string>> };
    return sortConnection(this.connectors, { workspaceId, connector, authKind, fields, allowedHosts });
  }
}

interface Given extends Pick<CreateConnectionRequest, 'kind' | 'connector' | 'authKind' | 'fields'> {
  readonly workspaceId: string;
  readonly allowedHosts?: readonly string[] | undefined;
}
