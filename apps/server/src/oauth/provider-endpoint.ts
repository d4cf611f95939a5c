import { isIP } from 'node:net';
import type { JsonObject, OAuth2Auth } from '@millrace/connector-sdk';
import { resolveUrl } from '@millrace/connector-sdk/platform';
import { ServerError } from '../errors.ts';

/** An address of a service, with the connection's fields. Codes and tokens travel over TLS, unless they stay on this machine. */
export function endpointOf(template: string, fields: JsonObject): URL {
  const text = filled(template, fields);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url === undefined || (url.username === '' && url.password === '');
  if (url !== undefined && isPlain && (url.protocol === 'https:' || (url.protocol === 'http:' && isOfThisMachine(url))))
    return url;
  throw new ServerError(
    'oauth.url_invalid',
    `Nobody signs in at ${text.slice(0, 200)}: an address for that begins with https://.`,
  );
}

function filled(template: string, fields: JsonObject): string {
  try {
    return resolveUrl(template, { connection: fields });
  } catch (cause) {
    throw new ServerError('connection.fields_invalid', (cause as Error).message, { cause });
  }
}

function isOfThisMachine({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

export const hostOf = (template: string, fields: JsonObject): string => endpointOf(template, fields).host;

/** Whether an issuer's name lies where the service is that was asked. */
export function isOfOrigin(
  issuer: string,
  { auth, fields }: { readonly auth: OAuth2Auth; readonly fields: JsonObject },
): boolean {
  if (!URL.canParse(issuer)) return false;
  const { origin } = new URL(issuer);
  const { tokenUrl, authorizeUrl = tokenUrl } = auth;
  return [tokenUrl, authorizeUrl].some((template) => endpointOf(template, fields).origin === origin);
}

/**
 * Whether the connector itself says whose the address is: it has no field in its host, or one below a domain of the
 * connector's. Elsewhere whoever fills in a connection would choose where the workspace's client secret is sent.
 */
export function hasOwnDomain(template: string): boolean {
  const [, host = ''] = /^[a-z]+:\/\/([^/?#]*)/i.exec(template) ?? [];
  const end = host.lastIndexOf('}');
  return end === -1 || /^(?:\.[a-z0-9-]+){2,}(?::\d+)?$/i.test(host.slice(end + 1));
}
