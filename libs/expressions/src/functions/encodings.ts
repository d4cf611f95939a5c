/** Bytes turned into characters at a time: each is an argument of one call. */
const BYTES_PER_CALL = 8192;

/** A character for each byte. */
export function latin1Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += BYTES_PER_CALL) {
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + BYTES_PER_CALL)));
  }
  return pieces.join('');
}

/** The low byte of each UTF-16 unit. */
export function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** Standard base64, with padding. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(latin1Of(bytes));
}

/** base64 for URLs and file names, without padding. RFC 4648 §5. */
export function toBase64url(bytes: Uint8Array): string {
  return toBase64(bytes)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
}

/** The bytes of base64 of either alphabet, with or without padding; undefined for other text. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  try {
    return bytesOfLatin1(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return undefined;
  }
}
