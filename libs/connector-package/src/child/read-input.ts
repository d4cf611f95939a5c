import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';

const INPUT = 3;

/** All that the parent gives a program. */
export function readInput(): Promise<Buffer> {
  return buffer(createReadStream('', { fd: INPUT }));
}
