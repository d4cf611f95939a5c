// Connections to real services, as authors keep them for their tests: a file each, for nobody else to read. A server's own connections
// are of no use here, since it gives their secrets to nobody.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@millrace/connector-sdk/platform';
import { readCliSettings } from '../config.ts';
import { CliError, messageOf } from '../errors.ts';

/** A connection and where it was found. */
export interface LiveConnection {
  readonly file: string;
  readonly content: {
    /** One of the connector's auth kinds, by name. */
    readonly auth: string;
    readonly fields: Readonly<Record<string, unknown>>;
    /** Of `oauth2`, and of sessions: what the service gave for it, `{ access_token }`. */
    readonly obtained?: Readonly<Record<string, unknown>>;
  };
}

const FORM = '{ "auth": "token", "fields": { "token": "…" } }';

/** The connection of a name, from `connections` in the folder of settings, or of a file. Throws without a word of what is in it. */
export function readLiveConnection(given: string): LiveConnection {
  const folder = join(readCliSettings().configFolder, 'connections');
  const isFile = given.endsWith('.json') || /[\\/]/.test(given);
  const file = isFile ? given : join(folder, `${given}.json`);
  if (!existsSync(file))
    throw new CliError(`There is no connection "${given}": ${tellMissing(file, isFile ? undefined : folder)}`);
  return { file, content: readContent(file) };
}

function tellMissing(file: string, folder: string | undefined): string {
  const names =
    folder === undefined || !existsSync(folder)
      ? []
      : readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []));
  const others = names.length === 0 ? '' : ` Those that are there: ${names.sort().join(', ')}.`;
  return `${file} is not there.${others} Write it for yourself alone (chmod 600), as ${FORM}.`;
}

function readContent(file: string): LiveConnection['content'] {
  let content: Readonly<Record<string, unknown>> | null;
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>> | null;
  } catch (cause) {
    // What the parser says shows some of the text, and that is secret.
    const why = cause instanceof SyntaxError ? 'it is no JSON.' : `${messageOf(cause)}.`;
    throw new CliError(`${file} is no connection: ${why} Write it as ${FORM}.`);
  }
  const { auth, fields, obtained } = content ?? {};
  if (typeof auth === 'string' && isObject(fields))
    return { auth, fields, ...(isObject(obtained) ? { obtained } : {}) };
  throw new CliError(`${file} is no connection: it has no "auth" or no "fields". Write it as ${FORM}.`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Throws when the connector does not sign in like this, or a field is missing. */
export function demandFit({ file, content }: LiveConnection, { name, auth }: Manifest): void {
  const kind = Object.hasOwn(auth, content.auth) ? auth[content.auth] : undefined;
  if (kind === undefined) {
    const known = Object.keys(auth).join(', ');
    const said = known === '' ? 'needs no connection' : `knows ${known}`;
    throw new CliError(`The connection in ${file} signs in by "${content.auth}"; ${name} ${said}.`);
  }
  const { required } = kind.fields as { readonly required?: readonly string[] };
  const missing = (required ?? []).filter((field) => !Object.hasOwn(content.fields, field));
  const isUnsigned = kind.kind === 'oauth2' && content.obtained?.access_token === undefined;
  const wanted = [...missing.map((field) => `fields.${field}`), ...(isUnsigned ? ['obtained.access_token'] : [])];
  if (wanted.length === 0) return;
  throw new CliError(
    `The connection in ${file} has no ${wanted.join(', ')}, which "${content.auth}" of ${name} needs.`,
  );
}
