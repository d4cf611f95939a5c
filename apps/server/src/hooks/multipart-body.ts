import type { JsonObject, JsonValue } from '@millrace/machine';
import { ServerError } from '../errors.ts';
import { parseJsonBody, type JsonLimits } from '../http/json-body.ts';
import { FormFields } from './form-fields.ts';
import { isJsonType, mediaTypeOf, parameterOf } from './media-type.ts';

const CRLF = '\r\n';
const MAX_PART_HEADER_BYTES = 8 * 1024;

/**
 * A multipart/form-data body as an object: fields as text, JSON parts as what they hold, files as `{ $base64, name, type }`;
 * a name that comes several times has a list. RFC 7578, RFC 2046 §5.1.
 */
export function readMultipart(bytes: Buffer, contentType: string, limits: JsonLimits): JsonObject {
  const boundary = parameterOf(contentType, 'boundary');
  if (boundary === undefined || boundary === '' || boundary.length > 70) throw malformed('its type names no boundary');
  const fields = new FormFields();
  for (const part of partsOf(bytes, `--${boundary}`)) {
    const { headers, content } = splitPart(part);
    const disposition = headers.get('content-disposition') ?? '';
    const name = nameOf(disposition, 'name');
    if (mediaTypeOf(disposition) !== 'form-data' || name === undefined) throw malformed('a part has no field name');
    const file = nameOf(disposition, 'filename');
    const type = mediaTypeOf(headers.get('content-type'));
    fields.add(name, () => (file === undefined ? valueOf(content, type, limits) : fileOf(content, type, file)));
  }
  return fields.toJson();
}

/** What lies between the delimiter lines. */
function* partsOf(bytes: Buffer, delimiter: string): Iterable<Buffer> {
  // The first one may lack the line end that belongs to each.
  const isFirst = bytes.subarray(0, delimiter.length).toString('latin1') === delimiter;
  let at = isFirst ? delimiter.length : endOf(bytes, `${CRLF}${delimiter}`, 0);
  while (at >= 0) {
    if (bytes.toString('latin1', at, at + 2) === '--') return;
    const start = startOfLine(bytes, at);
    const end = bytes.indexOf(`${CRLF}${delimiter}`, start - CRLF.length, 'latin1');
    if (start < 0 || end < 0) break;
    yield bytes.subarray(start, Math.max(start, end));
    at = end + CRLF.length + delimiter.length;
  }
  throw malformed('it ends before its last boundary');
}

function endOf(bytes: Buffer, text: string, from: number): number {
  const at = bytes.indexOf(text, from, 'latin1');
  return at < 0 ? -1 : at + text.length;
}

/** Behind a delimiter only blanks may stand on its line. */
function startOfLine(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at += 1;
  return bytes.toString('latin1', at, at + 2) === CRLF ? at + 2 : -1;
}

function splitPart(part: Buffer): { readonly headers: ReadonlyMap<string, string>; readonly content: Buffer } {
  const end = part.indexOf(`${CRLF}${CRLF}`, 0, 'latin1');
  if (end < 0 || end > MAX_PART_HEADER_BYTES) throw malformed('a part has no end of headers');
  const lines = part.toString('utf8', 0, end).split(CRLF);
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { headers: new Map(headers), content: part.subarray(end + 2 * CRLF.length) };
}

/** A quoted name as browsers write it: a quote, and line ends, as percent codes; older clients escape the quote. */
function nameOf(disposition: string, parameter: string): string | undefined {
  return parameterOf(disposition, parameter)?.replace(/%22|%0D|%0A/gi, (code) => decodeURIComponent(code));
}

function fileOf(content: Buffer, type: string, name: string): JsonObject {
  return { $base64: content.toString('base64'), name, type: type === '' ? 'application/octet-stream' : type };
}

function valueOf(content: Buffer, type: string, limits: JsonLimits): JsonValue {
  return isJsonType(type) ? parseJsonBody(content, limits) : content.toString('utf8');
}

function malformed(why: string): ServerError {
  return new ServerError('request.multipart_malformed', `The body is not multipart/form-data: ${why}.`);
}
