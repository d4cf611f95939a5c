import { randomBytes } from 'node:crypto';
import type { FileReference, InlineFile, MultipartPart } from '@millrace/connector-sdk';
import { hasSize } from './file-size.ts';
import type { OutgoingBody } from './outgoing-body.ts';

/** A multipart/form-data body that is never whole in memory. RFC 7578. */
export function encodeMultipart(
  parts: readonly MultipartPart[],
  read: (file: FileReference) => AsyncIterable<Uint8Array>,
): OutgoingBody {
  const boundary = `millrace-${randomBytes(18).toString('hex')}`;
  const pieces = [
    ...parts.flatMap((part) => [
      Buffer.from(`--${boundary}\r\n${headersOf(part)}\r\n`),
      contentOf(part),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ];
  async function* encode(): AsyncIterable<Uint8Array> {
    for (const piece of pieces) {
      if (Buffer.isBuffer(piece)) yield piece;
      else yield* read(piece);
    }
  }
  const contentLength = lengthOf(pieces);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: encode(),
    ...(contentLength === undefined ? {} : { contentLength }),
  };
}

type Piece = Buffer | FileReference;

function contentOf({ value }: MultipartPart): Piece {
  if (typeof value === 'string') return Buffer.from(value);
  return '$base64' in value ? Buffer.from(value.$base64, 'base64') : value;
}

function lengthOf(pieces: readonly Piece[]): number | undefined {
  let length = 0;
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) length += piece.length;
    else if (hasSize(piece)) length += piece.size;
    else return undefined;
  }
  return length;
}

/** RFC 7578 §2 leaves quoting to HTML's rules: line ends and quotes are percent-encoded. */
const quoted = (text: string): string =>
  `"${text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')}"`;

function headersOf({ name, value, contentType }: MultipartPart): string {
  const type = (contentType ?? (typeof value === 'string' ? undefined : typeOf(value)))?.replace(/[\r\n]/g, '');
  // A part with a file name is a file to whoever reads it.
  const file = typeof value === 'string' ? '' : `; filename=${quoted(value.name ?? 'file')}`;
  const disposition = `Content-Disposition: form-data; name=${quoted(name)}${file}\r\n`;
  return type === undefined ? disposition : `${disposition}Content-Type: ${type}\r\n`;
}

const typeOf = ({ type }: FileReference | InlineFile): string => type ?? 'application/octet-stream';
