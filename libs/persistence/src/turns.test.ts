import { Turns } from './turns.ts';

test('so many at a time, the others in their order, also after a failure', async () => {
  const turns = new Turns(2);
  const order: string[] = [];
  const ends = new Map<string, (fails: boolean) => void>();
  const ask = (name: string): Promise<unknown> =>
    turns
      .take(
        () =>
          new Promise<void>((resolve, reject) => {
            order.push(name);
            ends.set(name, (fails) => (fails ? reject(new Error(name)) : resolve()));
          }),
      )
      .catch((error: unknown) => error);
  const all = ['a', 'b', 'c', 'd'].map(ask);
  await Promise.resolve();
  expect(order).toEqual(['a', 'b']);
  ends.get('b')?.(true);
  await all[1];
  expect(order).toEqual(['a', 'b', 'c']);
  ends.get('a')?.(false);
  await all[0];
  expect(order).toEqual(['a', 'b', 'c', 'd']);
  for (const name of ['c', 'd']) ends.get(name)?.(false);
  await Promise.all(all);
});
