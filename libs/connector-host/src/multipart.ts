import { randomBytes } from 'node:crypto';
import type { FileReference, MultipartPart } from '@millrace/connector-sdk';

/** A multipart/form-data body that is never whole in memory. RFC 7578. */
export function encodeMultipart(
  parts: readonly MultipartPart[],
  read: (file: FileReference) => Promise<AsyncIterable<Uint8Array>>,
): { readonly contentType: string; readonly body: AsyncIterable<Uint8Array> } {
  const boundary = `millrace-${randomBytes(18).toString('hex')}`;
  async function* encode(): AsyncIterable<Uint8Array> {
    for (const part of parts) {
      yield Buffer.from(`--${boundary}\r\n${headersOf(part)}\r\n`);
      if (typeof part.value === 'string') yield Buffer.from(part.value);
      else yield* await read(part.value);
      yield Buffer.from('\r\n');
    }
    yield Buffer.from(`--${boundary}--\r\n`);
  }
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: encode() };
}

/** RFC 7578 §2 leaves quoting to HTML's rules: line ends and quotes are percent-encoded. */
const quoted = (text: string): string =>
  `"${text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')}"`;

function headersOf({ name, value, contentType }: MultipartPart): string {
  const isFile = typeof value !== 'string';
  const type = (contentType ?? (isFile ? value.type : undefined))?.replace(/[\r\n]/g, '');
  const disposition = `Content-Disposition: form-data; name=${quoted(name)}${isFile ? `; filename=${quoted(value.name)}` : ''}\r\n`;
  return type === undefined ? disposition : `${disposition}Content-Type: ${type}\r\n`;
}
