import type { JsonValue } from '@millrace/connector-sdk';
import { parseDocument, visit, type Document } from 'yaml';
import { OpenApiError } from '../errors.ts';

const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;
const MAX_ALIASES = 100;
const MAX_BRACED_YAML_CHARACTERS = 1024 * 1024;

/** No description of anything is deeper; whoever walks through it must not fall. */
const MAX_LEVELS = 500;

/** JSON or YAML as a value. Throws `OpenApiError`. */
export function parseText(bytesOrText: Uint8Array | string): JsonValue {
  const value = parseWhole(toText(bytesOrText));
  if (isDeeper(value, MAX_LEVELS)) throw notReadable(`it has more than ${MAX_LEVELS} levels.`, undefined);
  return value;
}

function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && isDeeper(inner, levels - 1)) return true;
  }
  return false;
}

function parseWhole(text: string): JsonValue {
  if (!/^\s*[{[]/.test(text)) return parseYaml(text);
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    // YAML has braces too, in documents written by hand.
    if (text.length < MAX_BRACED_YAML_CHARACTERS) return parseYaml(text, (cause as Error).message);
    throw notReadable((cause as Error).message, cause);
  }
}

function toText(given: Uint8Array | string): string {
  // A text of more characters has more bytes.
  if (given.length > MAX_DOCUMENT_BYTES) throw tooLarge();
  if (typeof given === 'string') return withoutMark(given);
  try {
    return withoutMark(new TextDecoder(encodingOf(given), { fatal: true }).decode(given));
  } catch (cause) {
    throw new OpenApiError(
      'openapi.not_readable',
      'The document is no text. Give the JSON or YAML file itself, not an archive or a page that shows it.',
      { cause },
    );
  }
}

const tooLarge = (): OpenApiError =>
  new OpenApiError(
    'openapi.too_large',
    `The document is larger than ${MAX_DOCUMENT_BYTES / 1024 / 1024} MiB. Split it, or leave out the paths that are not needed.`,
    { detail: { limit: MAX_DOCUMENT_BYTES } },
  );

const encodingOf = ([first, second]: Uint8Array): string =>
  first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

function parseYaml(text: string, jsonComplaint?: string): JsonValue {
  try {
    const document = parseDocument(text, {
      ...{ merge: true, strict: false, uniqueKeys: false, logLevel: 'error' },
    });
    const [problem] = document.errors;
    if (problem !== undefined) throw problem;
    demandFewAliases(document);
    return asJson(document);
  } catch (cause) {
    if (cause instanceof OpenApiError) throw cause;
    const why = jsonComplaint ?? (cause instanceof Error ? cause.message.split('\n')[0] : undefined) ?? '';
    throw notReadable(why, cause);
  }
}

const notReadable = (why: string, cause: unknown): OpenApiError =>
  new OpenApiError(
    'openapi.not_readable',
    `The document cannot be read as JSON or YAML: ${why.slice(0, 300)} Give the file as its author publishes it.`,
    { cause },
  );

/** Each alias may be a copy of what holds other aliases: nine lines of YAML can be a billion values. */
function demandFewAliases(document: Document): void {
  let aliases = 0;
  visit(document, {
    Alias: () => {
      aliases += 1;
      return aliases > MAX_ALIASES ? visit.BREAK : undefined;
    },
  });
  if (aliases > MAX_ALIASES) throw tooManyAliases();
}

const tooManyAliases = (cause?: unknown): OpenApiError =>
  new OpenApiError(
    'openapi.too_many_aliases',
    `The document uses more than ${MAX_ALIASES} YAML aliases. Write it without anchors, or as JSON.`,
    { cause, detail: { limit: MAX_ALIASES } },
  );

function asJson(document: Document): JsonValue {
  try {
    return toPlain(document.toJS({ maxAliasCount: MAX_ALIASES, mapAsMap: false }));
  } catch (cause) {
    if (cause instanceof ReferenceError) throw tooManyAliases(cause);
    throw cause;
  }
}

/** YAML knows numbers and dates that JSON does not; what goes on is what JSON can say. */
function toPlain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value ?? null)) as JsonValue;
}
