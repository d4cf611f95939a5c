import { FatalError } from '../failures.ts';
import type { JsonObject } from '../json.ts';
import { CONNECTION_FIELD, fieldText } from './connection-fields.ts';

const IN_HOST = /^[A-Za-z0-9.-]+$/;

/** A text with the connection's fields in it. In a host a field holds letters, digits, dots and hyphens, and nothing else. */
function fillFields(template: string, connection: JsonObject, isHost: boolean): string {
  return template.replace(CONNECTION_FIELD, (_, name: string) => {
    const text = fieldText(connection, name);
    if (text === '') throw invalid(`The connection has no "${name}", which ${template} needs.`);
    if (!isHost) return encodeURIComponent(text);
    if (!IN_HOST.test(text))
      throw invalid(
        `The connection's "${name}" is part of a host name: it may hold letters, digits, dots and hyphens, and no port or path.`,
      );
    return text;
  });
}

const invalid = (message: string): FatalError =>
  new FatalError(message, { detail: { code: 'connection.field_invalid' } });

/** The address of a request: relative ones begin at the connector's own. */
export function resolveUrl(
  url: string,
  { baseUrl, connection }: { readonly baseUrl?: string | undefined; readonly connection: JsonObject },
): string {
  const filled = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : joinUrl(baseUrl, url);
  const [, origin = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)([\s\S]*)$/i.exec(filled) ?? [];
  if (origin === '') return filled;
  return fillFields(origin, connection, true) + fillFields(rest, connection, false);
}

function joinUrl(baseUrl: string | undefined, path: string): string {
  if (baseUrl === undefined) {
    throw new FatalError(`"${path.slice(0, 200)}" is no whole address, and the connector has no baseUrl.`, {
      detail: { code: 'outbound.url_invalid' },
    });
  }
  return path === '' ? baseUrl : `${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** Whether a host is one that the connector has named: exactly, by `*.example.com`, or with a field of the connection. */
export function isPermittedHost(host: string, permitted: readonly string[], connection: JsonObject): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return permitted.some((pattern) => {
    if (pattern === '*') return true;
    const wanted = fillFields(pattern, connection, true).toLowerCase();
    // One star is for any number of names below it, and not for the name itself.
    return wanted.startsWith('*.')
      ? name.endsWith(wanted.slice(1)) && name.length > wanted.length - 1
      : name === wanted;
  });
}
