import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { GuestChild } from './child.ts';

/** Says `ready`, then takes the limit of this process down, and up again, at a line each. It needs none of our descriptors. */
const LIMITER = `usual=$(prlimit --pid $1 --nofile --output SOFT --noheadings) && echo ready
  read line; prlimit --pid $1 --nofile=1: && echo down
  read line; prlimit --pid $1 --nofile=$usual: && echo up`;

async function said(limiter: ChildProcessWithoutNullStreams): Promise<string> {
  const [chunk] = (await once(limiter.stdout, 'data')) as [Buffer];
  return chunk.toString('utf8').trim();
}

// Elsewhere nobody can take descriptors from a process that runs.
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a child for which no descriptors are left cannot start, and ends nothing but itself', async () => {
  const limiter = spawn('/bin/sh', ['-c', LIMITER, 'sh', String(process.pid)]);
  expect(await said(limiter)).toBe('ready');
  limiter.stdin.write('\n');
  expect(await said(limiter)).toBe('down');
  try {
    const command = { file: '/bin/true', arguments: [] };
    const child = new GuestChild({ command, folder: tmpdir(), maxFrameBytes: 1000 });
    expect(await child.ready).toBe(false);
    expect(await child.ended).toMatchObject({ code: null, complaint: expect.stringContaining('EMFILE') as string });
    child.kill('closed');
  } finally {
    limiter.stdin.end('\n');
    await once(limiter, 'exit');
  }
});
