import { tmpdir } from 'node:os';
import { canTakeDescriptors, withoutDescriptors } from '../testing/descriptors.ts';
import { GuestChild } from './child.ts';

const withLimits = canTakeDescriptors ? test : test.skip;

withLimits('a child for which no descriptors are left cannot start, and ends nothing but itself', () =>
  withoutDescriptors(async () => {
    const command = { file: '/bin/true', arguments: [] };
    const child = new GuestChild({ command, folder: tmpdir(), maxFrameBytes: 1000 });
    expect(await child.ready).toBe(false);
    expect(await child.ended).toMatchObject({
      ...{ code: null, isShortage: true },
      complaint: expect.stringContaining('EMFILE') as string,
    });
    child.kill('closed');
  }),
);

test('a program that is not there is no shortage', async () => {
  const command = { file: '/nowhere/program', arguments: [] };
  const child = new GuestChild({ command, folder: tmpdir(), maxFrameBytes: 1000 });
  expect(await child.ended).toEqual({
    code: null,
    signal: null,
    complaint: expect.stringContaining('ENOENT') as string,
  });
});
