import { expect, test } from '@jest/globals';
import { haveLeft, leaving } from './leaving.ts';

test('whoever waits goes on when all that was begun has ended, whatever came of it', async () => {
  const done: string[] = [];
  let finish = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  leaving(slow.then(() => done.push('slow')));
  leaving(Promise.reject(new Error('refused')));
  const waited = haveLeft().then(() => done.push('waited'));
  await Promise.resolve();
  expect(done).toEqual([]);
  finish();
  await waited;
  expect(done).toEqual(['slow', 'waited']);
  await haveLeft();
});
