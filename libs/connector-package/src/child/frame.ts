// How a program answers: one JSON value, then bytes. Imported by both sides.
const LENGTH_BYTES = 4;

export function encodeAnswer(value: unknown, ...rest: readonly Uint8Array[]): Buffer {
  const json = Buffer.from(JSON.stringify(value));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, ...rest]);
}

/** Undefined when it is no answer: then whoever wrote it is not the program that we started. */
export function decodeAnswer(output: Buffer): { readonly value: unknown; readonly rest: Buffer } | undefined {
  if (output.length < LENGTH_BYTES) return undefined;
  const end = LENGTH_BYTES + output.readUInt32BE(0);
  if (end > output.length) return undefined;
  try {
    return { value: JSON.parse(output.toString('utf8', LENGTH_BYTES, end)) as unknown, rest: output.subarray(end) };
  } catch {
    return undefined;
  }
}
