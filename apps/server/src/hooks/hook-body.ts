import type { JsonObject, JsonValue } from '@millrace/machine';
import { parseJsonBody, type JsonLimits } from '../http/json-body.ts';
import { FormFields } from './form-fields.ts';
import { isJsonType, isMediaType, mediaTypeOf, parameterOf } from './media-type.ts';
import { readMultipart } from './multipart-body.ts';

const TEXT_TYPES = /^(?:text\/.*|application\/(?:xml|.*\+xml|graphql|yaml|x-yaml|javascript))$/;

/**
 * A webhook's body as the machine sees it: JSON as it is, forms as an object, text as a string, anything else as
 * `{ $base64, type }`. Without a body: null. The raw bytes are kept beside it, where it does not say them.
 */
export function readHookBody(bytes: Buffer, contentType: string | undefined, limits: JsonLimits): JsonValue {
  if (bytes.length === 0) return null;
  const type = mediaTypeOf(contentType);
  if (isJsonType(type)) return parseJsonBody(bytes, limits);
  if (type === 'application/x-www-form-urlencoded') return readForm(bytes);
  if (type === 'multipart/form-data') return readMultipart(bytes, contentType ?? '', limits);
  // A type that is none says as little as none at all.
  const isType = isMediaType(type);
  const mayBeText = !isType || TEXT_TYPES.test(type);
  const text = mayBeText ? decodeText(bytes, parameterOf(contentType ?? '', 'charset')) : undefined;
  return text ?? { $base64: bytes.toString('base64'), type: isType ? type : 'application/octet-stream' };
}

function decodeText(bytes: Buffer, charset = 'utf-8'): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // No such charset, or the bytes are not of it: then they are bytes.
    return undefined;
  }
}

function readForm(bytes: Buffer): JsonObject {
  const fields = new FormFields();
  for (const [name, value] of new URLSearchParams(bytes.toString('utf8'))) fields.add(name, () => value);
  return fields.toJson();
}
