import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import type { OpenApiDocument } from '../document/openapi-document.ts';
import { listAt, memberOf, objectAt, textAt } from '../json-access.ts';
import { cutText } from '../texts.ts';

const MAX_URL_CHARACTERS = 500;
/** As the platform lets a field of a connection stand in a host. */
const IN_HOST = /^[A-Za-z0-9.-]+$/;
/** Fields that mean something else to a connection. */
const RESERVED: ReadonlySet<string> = new Set([
  'baseUrl',
  'key',
  'token',
  'username',
  'password',
  'clientId',
  'clientSecret',
]);

/** Where requests go. */
export interface ServerPlan {
  /** With `{connection.field}` where the server has variables; absent: the connection must say it. */
  readonly baseUrl?: string;
  readonly hosts: readonly string[];
  /** Fields of the connection, by name. */
  readonly fields: Readonly<Record<string, JsonObject>>;
}

export const NO_SERVER: ServerPlan = { hosts: [], fields: {} };

/** The servers that a document, a path or an operation names. */
export const serversOf = (value: JsonValue | undefined): readonly JsonValue[] => listAt(value, 'servers');

/** Plans one server. Undefined for one whose address cannot be told, or is no address of HTTP. */
export function planServer(server: JsonValue | undefined, { sourceUrl }: OpenApiDocument): ServerPlan | undefined {
  const variables = objectAt(server, 'variables');
  const url = fillWholePaths(textAt(server, 'url')?.trim() ?? '/', variables);
  const stated = PARTS.exec(url) ?? absolute(url, variables, sourceUrl);
  if (stated === null) return undefined;
  const [, scheme = '', authority = '', path = ''] = stated;
  const filling = { variables, fields: new Map<string, JsonObject>() };
  const origin = {
    scheme: fillDefaults(scheme, variables).toLowerCase(),
    authority: fillFields(authority.replace(/^.*@/, ''), filling, IN_HOST),
  };
  const rest = fillFields(path, filling, /^[^/?#]+$/).replace(/\/+$/, '');
  const host = origin.authority.replace(/:(?:\d*|\{[^{}]*\})$/, '');
  const baseUrl = `${origin.scheme}://${origin.authority}${rest}`;
  if (host === '' || !isAddress(baseUrl)) return undefined;
  return { baseUrl, hosts: [lowerOutsideFields(host)], fields: Object.fromEntries(filling.fields) };
}

/** Scheme, host with port, path. */
const PARTS = /^([^/?#]+):\/\/([^/?#]*)([^?#]*)/;

function isAddress(baseUrl: string): boolean {
  const filled = baseUrl.replace(/:\{[^{}]*\}/g, ':1').replace(/\{[^{}]*\}/g, 'x');
  return /^https?:/.test(baseUrl) && baseUrl.length <= MAX_URL_CHARACTERS && URL.canParse(filled);
}

/** Names of hosts are lower case; names of fields are as they are. */
const lowerOutsideFields = (host: string): string =>
  host
    .split(/(\{[^{}]*\})/)
    .map((part) => (part.startsWith('{') ? part : part.toLowerCase()))
    .join('');

/** RFC 3986 §5: an address relative to where the document was found. */
function absolute(url: string, variables: JsonObject, sourceUrl: string | undefined): RegExpExecArray | null {
  const filled = fillDefaults(url, variables);
  const isWhole = /^https?:\/\//i.test(filled);
  if (!isWhole && (sourceUrl === undefined || !URL.canParse(filled, sourceUrl))) return null;
  const { href } = isWhole && URL.canParse(filled) ? new URL(filled) : new URL(filled, sourceUrl);
  return PARTS.exec(href);
}

const PLACEHOLDER = /\{([^{}]+)\}/g;

const defaultOf = (variables: JsonObject, name: string): string | undefined => {
  const usual = memberOf(memberOf(variables, name), 'default');
  return typeof usual === 'string' || typeof usual === 'number' ? String(usual) : undefined;
};

/** A variable that is several parts of a path, or none, is no field: it would be written as one part. */
const fillWholePaths = (url: string, variables: JsonObject): string =>
  url
    .replace(PLACEHOLDER, (place, name: string) => {
      const usual = defaultOf(variables, name);
      return usual === '' || usual?.includes('/') === true ? usual : place;
    })
    .replace(/([^:/])\/{2,}/g, '$1/');

const fillDefaults = (text: string, variables: JsonObject): string =>
  text.replace(PLACEHOLDER, (_, name: string) => defaultOf(variables, name) ?? '');

interface Filling {
  readonly variables: JsonObject;
  readonly fields: Map<string, JsonObject>;
}

/** Variables become fields of the connection, but for those whose usual value a field could not hold. */
function fillFields(text: string, { variables, fields }: Filling, allowed: RegExp): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const usual = defaultOf(variables, name);
    if (usual !== undefined && !allowed.test(usual)) return usual;
    const field = fieldName(name);
    fields.set(field, describeField(name, memberOf(variables, name), allowed === IN_HOST));
    return `{connection.${field}}`;
  });
}

function fieldName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_]+/g, '_').slice(0, 50);
  return /^[A-Za-z]/.test(plain) && !RESERVED.has(plain) ? plain : `server_${plain}`;
}

function describeField(name: string, variable: JsonValue | undefined, isInHost: boolean): JsonObject {
  const description = textAt(variable, 'description');
  const usual = textAt(variable, 'default');
  const choices = listAt(variable, 'enum').filter((choice) => typeof choice === 'string' && choice !== '');
  return {
    ...{ type: 'string', title: cutText(name, 100), minLength: 1, maxLength: 253 },
    ...(description === undefined ? {} : { description: cutText(description, 500) }),
    ...(usual === undefined ? {} : { default: usual }),
    ...(choices.length === 0 ? {} : { enum: [...new Set(choices)] }),
    ...(isInHost ? { pattern: IN_HOST.source } : {}),
  };
}
