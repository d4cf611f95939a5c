import type { FileReference, MultipartPart, RequestBody } from '../../http.ts';
import { bytesOf, NO_BYTES } from '../wire/wire.ts';

/** A body as it is sent. */
interface EncodedBody {
  readonly bytes: Uint8Array;
  readonly contentType?: string;
}
export type ReadFile = (file: FileReference) => Uint8Array;

/** Always the same, so that a recorded request is found again. */
const BOUNDARY = 'millrace-test-boundary';

export function encodeBody(body: RequestBody, read: ReadFile): EncodedBody {
  switch (body.kind) {
    case 'none':
      return { bytes: NO_BYTES };
    case 'json':
      return { bytes: bytesOf(JSON.stringify(body.value)), contentType: 'application/json' };
    case 'form':
      return { bytes: bytesOf(encodeForm(body.fields)), contentType: 'application/x-www-form-urlencoded' };
    case 'multipart':
      return {
        bytes: Buffer.concat([...body.parts.map((part) => encodePart(part, read)), bytesOf(`--${BOUNDARY}--\r\n`)]),
        contentType: `multipart/form-data; boundary=${BOUNDARY}`,
      };
    case 'text':
      return { bytes: bytesOf(body.text), contentType: body.contentType ?? 'text/plain; charset=utf-8' };
    case 'bytes':
      return { bytes: body.bytes, contentType: body.contentType ?? 'application/octet-stream' };
    case 'file':
      return { bytes: read(body.file), contentType: body.file.type };
  }
}

function encodeForm(fields: Readonly<Record<string, string | readonly string[]>>): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((item) => [name, item] as [string, string]),
  );
  return new URLSearchParams(pairs).toString();
}

function encodePart({ name, value, contentType }: MultipartPart, read: ReadFile): Uint8Array {
  const file = typeof value === 'string' ? undefined : value;
  const type = contentType ?? (file === undefined ? undefined : (file.type ?? 'application/octet-stream'));
  const head = [
    `--${BOUNDARY}`,
    `content-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file.name ?? 'file'}"`}`,
    ...(type === undefined ? [] : [`content-type: ${type}`]),
  ];
  return Buffer.concat([bytesOf(`${head.join('\r\n')}\r\n\r\n`), contentOf(value, read), bytesOf('\r\n')]);
}

function contentOf(value: MultipartPart['value'], read: ReadFile): Uint8Array {
  if (typeof value === 'string') return bytesOf(value);
  return '$base64' in value ? Buffer.from(value.$base64, 'base64') : read(value);
}
