const NEWLINE = 10;

/** Whole lines, as many as fit. */
export interface LinePart {
  readonly bytes: Buffer;
  readonly lines: number;
}

/** Gathers lines into parts of about `partBytes`: more only where one line alone is longer. */
export async function* gatherLines(chunks: AsyncIterable<Buffer>, partBytes: number): AsyncGenerator<LinePart> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    const end = heldBytes + chunk.length < partBytes ? 0 : chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      yield toPart([...held, chunk.subarray(0, end)]);
      held = [];
      heldBytes = 0;
    }
    if (end === chunk.length) continue;
    held.push(chunk.subarray(end));
    heldBytes += chunk.length - end;
  }
  if (heldBytes > 0) yield toPart(held);
}

function toPart(pieces: readonly Buffer[]): LinePart {
  const bytes = Buffer.concat(pieces);
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return { bytes, lines };
}
