import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { sortFields, type ConnectorAddress, type ConnectorHost } from '@millrace/connector-host';
import type { Auth } from '@millrace/connector-sdk';
import type { JsonObject } from '@millrace/machine';
import {
  RuntimeError,
  type Actor,
  type ConnectionAccount,
  type ConnectionKind,
  type ConnectionStore,
  type ConnectorUse,
  type SealedConnection,
} from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { mayDo } from '../http/permissions.ts';
import { ConnectionSecrets } from './connection-secrets.ts';
import { CONNECTION_STORE, CONNECTOR_READS } from './connection-tokens.ts';
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
const MAX_ACCOUNT_CHARACTERS = 200;

/** What is asked of connectors here. */
export type ConnectorReads = Pick<ConnectorHost, 'find' | 'testConnection'>;

/** Keeping connections. What they hold goes in and never comes out here. */
@Injectable()
export class ConnectionsService {
  constructor(
    @Inject(CONNECTION_STORE) private readonly connections: ConnectionStore,
    private readonly secrets: ConnectionSecrets,
    @Inject(CONNECTOR_READS) private readonly connectors: ConnectorReads,
  ) {}

  async list({ workspace }: Actor, { cursor, limit, connector }: ListConnectionsQuery): Promise<ConnectionPage> {
    const page = await this.connections.list({
      workspaceId: workspace.id,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
      ...(connector === undefined ? {} : { connector }),
    });
    return {
      items: page.items.map(toConnectionDto),
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    };
  }

  async read({ workspace }: Actor, name: string): Promise<ConnectionDto> {
    return toConnectionDto(await this.require(workspace.id, name));
  }

  async create(actor: Actor, request: CreateConnectionRequest): Promise<ConnectionDto> {
    const { workspace, userId } = actor;
    const { name, kind } = request;
    const id = randomUUID();
    const { use, secrets } = await this.sort({ ...request, workspaceId: workspace.id });
    const made = await this.connections.create({
      id,
      workspaceId: workspace.id,
      name,
      kind,
      createdBy: userId,
      fieldNames: Object.keys(secrets).sort(),
      sealed: this.secrets.seal({ workspaceId: workspace.id, id, version: 1 }, secrets),
      quota: MAX_CONNECTIONS,
      ...(use === undefined ? {} : { use }),
    });
    if (made.kind === 'created') {
      this.secrets.forget();
      return kind === 'connector' ? this.test(actor, name) : toConnectionDto(made.connection);
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

  async replaceFields(actor: Actor, name: string, request: ReplaceFieldsRequest): Promise<ConnectionDto> {
    const workspaceId = actor.workspace.id;
    const { fields, previousHours, allowedHosts } = request;
    const { id, version: before, kind, use: used } = await this.require(workspaceId, name);
    const version = before + 1;
    const given = { ...used, workspaceId, kind, fields, allowedHosts: allowedHosts ?? used?.allowedHosts };
    const { use, secrets } = await this.sort(given);
    const replaced = await this.connections.replace({
      ...{ workspaceId, id },
      fieldNames: Object.keys(secrets).sort(),
      next: { version, sealed: this.secrets.seal({ workspaceId, id, version }, secrets) },
      // What a connector signed in with before is nobody's any more.
      previousSeconds: use === undefined ? previousHours * HOUR_SECONDS : 0,
      ...(use === undefined ? {} : { use }),
    });
    if (replaced === 'changed') {
      throw new ServerError(
        'connection.changed',
        `Somebody else has just changed "${name}". Look again before you do.`,
      );
    }
    this.secrets.forget();
    return kind === 'connector' ? this.test(actor, name) : toConnectionDto(replaced);
  }

  /** Asks the service whether it works, and whose it is; the connection as it is known from then on. */
  async test(actor: Actor, name: string): Promise<ConnectionDto> {
    const workspaceId = actor.workspace.id;
    const { id, version, use } = await this.require(workspaceId, name);
    if (use === undefined)
      throw new ServerError('connection.test_missing', `"${name}" holds secrets for webhooks: there is nobody to ask.`);
    const { signal } = new AbortController();
    const outcome = await this.connectors.testConnection({
      workspaceId,
      connector: use.connector,
      connection: name,
      signal,
    });
    await this.connections.noteHealth({
      ...{ id, version },
      ...(outcome.kind === 'returned'
        ? { state: 'ok' as const, account: accountOf(outcome.output) }
        : { state: 'broken' as const, detail: sentenceOf(outcome.cause) }),
    });
    this.secrets.forget();
    return this.read(actor, name);
  }

  /** What may be shown, and what is sealed. */
  private async sort(given: Given): Promise<SortedConnection> {
    const { workspaceId, kind, connector = '', authKind = '', fields, allowedHosts } = given;
    if (kind === 'secret') return { secrets: fields as Readonly<Record<string, string>> };
    const { auth, goesAnywhere } = await this.findAuth({ workspaceId, connector }, authKind);
    const sorted = sortFields(auth, fields);
    if (sorted.kind === 'misfit') throw misfit(`The fields do not fit: ${sorted.problem}`);
    // What may go anywhere must not take a secret there.
    if (allowedHosts === undefined && goesAnywhere)
      throw misfit(`${connector} calls any host: say in allowedHosts where this connection may be used.`);
    const hosts = allowedHosts === undefined ? {} : { allowedHosts };
    return { use: { connector, authKind, fields: sorted.fields, ...hosts }, secrets: sorted.secrets };
  }

  private async findAuth(
    address: ConnectorAddress,
    authKind: string,
  ): Promise<{ readonly auth: Auth; readonly goesAnywhere: boolean }> {
    const { connector } = address;
    const installed = await this.connectors.find(address);
    if (installed === undefined)
      throw new ServerError('connection.connector_unknown', `No connector "${connector}" is installed.`);
    const kinds = installed.connector.auth ?? {};
    const auth = Object.hasOwn(kinds, authKind) ? kinds[authKind] : undefined;
    if (auth !== undefined) return { auth, goesAnywhere: installed.manifest.permissions.hosts.includes('*') };
    const known = Object.keys(kinds).join(', ');
    throw new ServerError(
      'connection.kind_unknown',
      `${connector} does not sign in by "${authKind}"; it does by: ${known === '' ? 'nothing' : known}.`,
    );
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

const misfit = (message: string): ServerError => new ServerError('connection.fields_invalid', message);

function noSuchConnection(name: string): ServerError {
  return new ServerError('connection.not_found', `There is no connection "${name}".`);
}

interface Given {
  readonly workspaceId: string;
  readonly kind: ConnectionKind;
  readonly connector?: string | undefined;
  readonly authKind?: string | undefined;
  readonly fields: JsonObject;
  readonly allowedHosts?: readonly string[] | undefined;
}
interface SortedConnection {
  readonly use?: Pick<ConnectorUse, 'connector' | 'authKind' | 'fields' | 'allowedHosts'>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What a connector's test says of the account: a stranger's word. */
function accountOf(output: unknown): ConnectionAccount {
  const { label, id } = (typeof output === 'object' && output !== null ? output : {}) as Readonly<
    Record<string, unknown>
  >;
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value.slice(0, MAX_ACCOUNT_CHARACTERS) : undefined;
  const [shown, own] = [text(label), text(id)];
  return { ...(shown === undefined ? {} : { label: shown }), ...(own === undefined ? {} : { id: own }) };
}

/** The sentence in a failure's cause. */
function sentenceOf(cause: string): string {
  const { message } = JSON.parse(cause) as { readonly message?: unknown };
  return typeof message === 'string' ? message : 'The test failed.';
}
