import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';

/** Says `ready`, then takes the limit of this process down, and up again, at a line each. It needs none of our descriptors. */
const LIMITER = `usual=$(prlimit --pid $1 --nofile --output SOFT --noheadings) && echo ready
  read line; prlimit --pid $1 --nofile=1: && echo down
  read line; prlimit --pid $1 --nofile=$usual: && echo up`;

async function said(limiter: ChildProcessWithoutNullStreams): Promise<string> {
  const [chunk] = (await once(limiter.stdout, 'data')) as [Buffer];
  return chunk.toString('utf8').trim();
}

/** Elsewhere nobody can take descriptors from a process that runs. */
export const canTakeDescriptors = process.platform === 'linux';

/** While this process can open nothing, does something. */
export async function withoutDescriptors<T>(work: () => Promise<T>): Promise<T> {
  const limiter = spawn('/bin/sh', ['-c', LIMITER, 'sh', String(process.pid)]);
  if ((await said(limiter)) !== 'ready') throw new Error('The limit of this process is not known.');
  limiter.stdin.write('\n');
  if ((await said(limiter)) !== 'down') throw new Error('The limit of this process cannot be changed.');
  try {
    return await work();
  } finally {
    limiter.stdin.end('\n');
    await once(limiter, 'exit');
  }
}
