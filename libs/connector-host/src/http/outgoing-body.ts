import { FatalError, type Files, type FileReference, type RequestBody } from '@millrace/connector-sdk';
import { hasSize } from './file-size.ts';
import { encodeMultipart } from './multipart.ts';

/** A body as it is sent. */
export interface OutgoingBody {
  readonly body: string | Buffer | AsyncIterable<Uint8Array> | null;
  readonly contentType?: string;
  /** Of bodies that come piece by piece. Without it they are sent in chunks, which object stores and older servers refuse. */
  readonly contentLength?: number;
}

type Read = Files['read'];

/** Encodes a body. Files are opened when the first byte is asked for. */
export function encodeBody(body: RequestBody, read: Read): OutgoingBody {
  switch (body.kind) {
    case 'none':
      return { body: null };
    case 'json':
      return { body: JSON.stringify(body.value), contentType: 'application/json' };
    case 'form':
      return { body: encodeForm(body.fields), contentType: 'application/x-www-form-urlencoded' };
    case 'multipart':
      return encodeMultipart(body.parts, (file) => readFile(file, read));
    case 'text':
      return { body: body.text, contentType: body.contentType ?? 'text/plain; charset=utf-8' };
    case 'bytes':
      return { body: Buffer.from(body.bytes), contentType: body.contentType ?? 'application/octet-stream' };
    case 'file':
      return {
        body: readFile(body.file, read),
        contentType: body.file.type,
        ...(hasSize(body.file) ? { contentLength: body.file.size } : {}),
      };
  }
}

function encodeForm(fields: Readonly<Record<string, string | readonly string[]>>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of typeof value === 'string' ? [value] : value) form.append(name, item);
  }
  return form.toString();
}

/** The bytes of a file: exactly as many as were announced. */
async function* readFile(file: FileReference, read: Read): AsyncIterable<Uint8Array> {
  let left = hasSize(file) ? file.size : Infinity;
  for await (const chunk of await read(file)) {
    left -= chunk.length;
    if (left < 0) break;
    yield chunk;
  }
  if (left === 0 || left === Infinity) return;
  throw new FatalError(
    `The file "${file.name}" does not have the size of ${file.size} bytes that its reference states.`,
    {
      detail: { code: 'connector.arguments_invalid' },
    },
  );
}
