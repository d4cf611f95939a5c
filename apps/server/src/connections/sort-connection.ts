import { sortFields, type ConnectorAddress, type ConnectorHost } from '@millrace/connector-host';
import type { Auth } from '@millrace/connector-sdk';
import type { JsonObject } from '@millrace/machine';
import type { ConnectorUse } from '@millrace/runtime';
import { ServerError } from '../errors.ts';

/** What is asked of connectors here. */
export type ConnectorReads = Pick<ConnectorHost, 'find' | 'testConnection'>;
type Finder = Pick<ConnectorReads, 'find'>;

/** What somebody has filled in, for a way of signing in. */
export interface GivenFields extends ConnectorAddress {
  readonly authKind: string;
  readonly fields: JsonObject;
  readonly allowedHosts?: readonly string[] | undefined;
}
/** What may be shown, and what is sealed. */
export interface SortedConnection {
  readonly use: Pick<ConnectorUse, 'connector' | 'authKind' | 'fields' | 'allowedHosts'>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** `connection.fields_invalid` for what does not fit; `connection.connector_unknown` or `.kind_unknown` for what is not there. */
export async function sortConnection(connectors: Finder, given: GivenFields): Promise<SortedConnection> {
  const { connector, authKind, fields, allowedHosts } = given;
  const { auth, goesAnywhere } = await findAuth(connectors, given);
  const sorted = sortFields(auth, fields);
  if (sorted.kind === 'misfit') throw misfit(`The fields do not fit: ${sorted.problem}`);
  // What may go anywhere must not take a secret there.
  if (allowedHosts === undefined && goesAnywhere)
    throw misfit(`${connector} calls any host: say in allowedHosts where this connection may be used.`);
  const hosts = allowedHosts === undefined ? {} : { allowedHosts };
  return { use: { connector, authKind, fields: sorted.fields, ...hosts }, secrets: sorted.secrets };
}

/** A way of signing in of a connector that is installed. */
export async function findAuth(
  connectors: Finder,
  { authKind, ...address }: ConnectorAddress & { readonly authKind: string },
): Promise<{ readonly auth: Auth; readonly goesAnywhere: boolean }> {
  const { connector, workspaceId } = address;
  const installed = await connectors.find({ workspaceId, connector });
  if (installed === undefined)
    throw new ServerError('connection.connector_unknown', `No connector "${connector}" is installed.`);
  const kinds = installed.connector.auth ?? {};
  const auth = Object.hasOwn(kinds, authKind) ? kinds[authKind] : undefined;
  if (auth !== undefined) return { auth, goesAnywhere: installed.manifest.permissions.hosts.includes('*') };
  const known = Object.keys(kinds).join(', ');
  throw new ServerError(
    'connection.kind_unknown',
    known === ''
      ? `${connector} signs in nowhere: its steps need no connection.`
      : `${connector} does not sign in by "${authKind}"; it does by: ${known}.`,
  );
}

const misfit = (message: string): ServerError => new ServerError('connection.fields_invalid', message);
