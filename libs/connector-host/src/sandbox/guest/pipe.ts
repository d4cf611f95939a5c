import { encodeFrame, FrameReader, type AnyFrame } from '../frames.ts';
import { host, writeAll } from './host.ts';

const MAX_FRAME_BYTES = 256 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** Tells the parent. */
export const send = (header: object, body?: string): void =>
  writeAll(encodeFrame({ header: JSON.stringify(header), ...(body === undefined ? {} : { body }) }));

/** Answers what the parent says, until standard input ends: whoever asked is gone then. */
export function serve(answer: (frame: AnyFrame) => void): void {
  void answerAll(answer).then(
    () => host.exit(0),
    () => host.exit(70),
  );
}

async function answerAll(answer: (frame: AnyFrame) => void): Promise<void> {
  const reader = new FrameReader(MAX_FRAME_BYTES);
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const count = await host.stdin.read(buffer);
    if (count === null) return;
    for (const frame of reader.push(buffer.slice(0, count))) answer(frame);
  }
}
