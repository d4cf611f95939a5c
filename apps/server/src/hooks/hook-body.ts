import type { JsonObject, JsonValue } from '@millrace/machine';
import { ServerError } from '../errors.ts';
import { parseJsonBody, withoutProto } from '../http/json-body.ts';

const MAX_FORM_FIELDS = 1000;
const MAX_FIELD_NAME_BYTES = 200;
const TEXT_TYPES = /^(?:text\/.*|application\/(?:xml|.*\+xml|graphql|yaml|x-yaml|javascript))$/;

/**
 * A webhook's body as the machine sees it: JSON as it is, a form as an object, text as a string, anything else as
 * `{ $base64, type }`. Without a body: null. The raw bytes are kept beside it in any case.
 */
export function readHookBody(bytes: Buffer, contentType: string | undefined): JsonValue {
  if (bytes.length === 0) return null;
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type.endsWith('+json')) return parseJsonBody(bytes);
  if (type === 'application/x-www-form-urlencoded') return readForm(bytes);
  const text = type === '' || TEXT_TYPES.test(type) ? decodeText(bytes) : undefined;
  return text ?? { $base64: bytes.toString('base64'), type: type === '' ? 'application/octet-stream' : type };
}

function decodeText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readForm(bytes: Buffer): JsonObject {
  const fields = new Map<string, string | readonly string[]>();
  let count = 0;
  for (const [name, value] of new URLSearchParams(bytes.toString('utf8'))) {
    count += 1;
    if (count > MAX_FORM_FIELDS || Buffer.byteLength(name) > MAX_FIELD_NAME_BYTES) {
      throw new ServerError(
        'body.form_too_complex',
        `A form has at most ${MAX_FORM_FIELDS} fields, with names of at most ${MAX_FIELD_NAME_BYTES} bytes.`,
        { detail: { limit: MAX_FORM_FIELDS } },
      );
    }
    const known = fields.get(name);
    fields.set(name, known === undefined ? value : [known, value].flat());
  }
  return withoutProto(Object.fromEntries(fields)) as JsonObject;
}
