// Takes what nobody may read out of a recording, and refuses one in which something is left.
import type { OpenConnection } from '../platform/test-connection.ts';
import type { RecordedExchange, RecordedRequest } from './exchange.ts';
import { replaceSecrets, secretsIn } from './secret-forms.ts';

/** What must not be in a recording, by the name that stands in its place. */
export interface Confidences {
  readonly secrets: readonly string[];
  /** Of the account, such as its subdomain: only in addresses, so that another account can play it. */
  readonly fields: Readonly<Record<string, string>>;
}

const MIN_FIELD_CHARACTERS = 3;

export function confidencesOf(connection: OpenConnection | undefined, learned: readonly string[] = []): Confidences {
  const { secrets = {}, fields = {} } = connection?.current ?? {};
  const texts = Object.entries(fields).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length >= MIN_FIELD_CHARACTERS,
  );
  return { secrets: [...new Set([...Object.values(secrets), ...learned])], fields: Object.fromEntries(texts) };
}

const nameOfSecret = (index: number): string => `SECRET_${index + 1}`;

/** A request as a recording has it. */
export function scrubRequest(request: RecordedRequest, { secrets, fields }: Confidences): RecordedRequest {
  const scrubbed = scrubTexts(request, secrets);
  return { ...scrubbed, url: scrubUrl(scrubbed.url, fields) };
}

/** Every text in a value, and the names of its members. */
function scrubTexts<Value>(value: Value, secrets: readonly string[]): Value {
  const scrub = (item: unknown): unknown => {
    if (typeof item === 'string') return replaceSecrets(item, secrets, nameOfSecret);
    if (Array.isArray(item)) return item.map(scrub);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([name, member]) => [scrub(name), scrub(member)]));
  };
  return scrub(value) as Value;
}

/** Whole parts of the host only: what a field is called may be part of the service's own name. */
function scrubUrl(url: string, fields: Confidences['fields']): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z]+:\/\/)([^/]*)(.*)$/is.exec(url) ?? [];
  const scrubbed = Object.entries(fields).reduce(
    (text, [name, value]) =>
      `.${text}.`.replaceAll(`.${value.toLowerCase()}.`, `.field-${name.toLowerCase()}.`).slice(1, -1),
    host,
  );
  return scheme + scrubbed + rest;
}

/** The text of a recording's file. Throws when a secret survives in it, in whatever disguise. */
export function writeRecording(exchanges: readonly RecordedExchange[], confidences: Confidences): string {
  const scrubbed = exchanges.map(({ at, request, response }) => ({
    at,
    request: scrubRequest(request, confidences),
    response: scrubTexts(response, confidences.secrets),
  }));
  const text = `${JSON.stringify(scrubbed, null, 2)}\n`;
  const left = survivorsIn(text, confidences.secrets);
  if (left.length > 0)
    throw new Error(
      `The recording is not written: after all replacements it still holds ${left.map((secret) => `the secret of ${secret.length} characters that begins with "${secret.slice(0, 2)}"`).join(', ')}. Look where the service repeats it, or leave this case unrecorded.`,
    );
  return text;
}

/** Looks deeper than what was replaced: whatever the case, behind escapes, and inside base64. */
function survivorsIn(text: string, secrets: readonly string[]): readonly string[] {
  const once = unescapeAll(text);
  const views = [text, once, unescapeAll(once), ...decodedIn(text)];
  const lower = views.map((view) => view.toLowerCase());
  return secrets.filter(
    (secret) =>
      views.some((view) => secretsIn(view, [secret]).length > 0) ||
      (secret.length >= 8 && lower.some((view) => view.includes(secret.toLowerCase()))),
  );
}

const unescapeAll = (text: string): string =>
  text
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\(.)/g, '$1');

function decodedIn(text: string): readonly string[] {
  return [...text.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)].map(([found]) =>
    Buffer.from(found, 'base64').toString('latin1'),
  );
}
