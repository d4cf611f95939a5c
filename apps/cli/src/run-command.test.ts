import { expect, test } from '@jest/globals';
import { runCommand } from './run-command.ts';

test.each([
  ['a defect, in its own words', new Error('Out of order.'), 'Out of order.\n'],
  [
    'a fault with a code, which names its page',
    Object.assign(new Error('No.'), { code: 'store.unavailable' }),
    'No. [store.unavailable]\n',
  ],
  ['a fault of the system, whose code is no page of ours', Object.assign(new Error('No.'), { code: 'EIO' }), 'No.\n'],
  ['what is no error at all', 'text', 'text\n'],
  ['nothing', undefined, 'undefined\n'],
])('what goes wrong ends with 1: %s', async (_, thrown, complaint) => {
  let complaints = '';
  const exitCode = await runCommand(['expr', 'eval', '1'], {
    write: () => {
      throw thrown as Error;
    },
    complain: (text) => {
      complaints += text;
    },
    readInput: () => Promise.resolve(''),
  });
  expect({ exitCode, complaints }).toEqual({ exitCode: 1, complaints: complaint });
});
