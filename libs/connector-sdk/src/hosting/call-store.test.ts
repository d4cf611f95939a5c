import type { JsonValue } from '../json.ts';
import { CallStore } from './call-store.ts';

/** A store over what is kept already. */
function storeOver(kept: Readonly<Record<string, JsonValue>> = {}, count = Object.keys(kept).length) {
  const asked: string[] = [];
  const store = new CallStore({
    get: (key) => {
      asked.push(key);
      return Promise.resolve(Object.hasOwn(kept, key) ? JSON.stringify(kept[key]) : undefined);
    },
    countKeys: () => Promise.resolve(count),
  });
  return { store, asked };
}
const code = (value: string) => ({ connectorFailure: 'fatal', detail: { code: `connector.${value}` } });

test('gives what is kept, and null for what is not', async () => {
  const { store } = storeOver({ seen: { id: 4 } });
  expect([await store.get('seen'), await store.get('other')]).toEqual([{ id: 4 }, null]);
  expect(store.changes).toEqual([]);
});

test('a call reads what it has changed itself', async () => {
  const { store } = storeOver({ a: 1, b: 2, c: 3 });
  await store.set('a', 'new');
  await store.delete('b');
  expect(await store.increment('c', 4)).toBe(7);
  expect(await store.increment('d')).toBe(1);
  expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['new', null, 7]);
  expect(store.changes).toEqual([
    { kind: 'set', key: 'a', value: '"new"' },
    { kind: 'delete', key: 'b' },
    { kind: 'increment', key: 'c', by: 4 },
    { kind: 'increment', key: 'd', by: 1 },
  ]);
});

test('changes of one key are one', async () => {
  const { store } = storeOver({ counted: 5, gone: 1 });
  await Promise.all([store.increment('counted'), store.increment('counted'), store.increment('counted', -5)]);
  await store.delete('gone');
  await store.increment('gone', 3);
  await store.set('set', 1);
  await store.increment('set');
  await store.set('brief', 1);
  await store.delete('brief');
  expect(store.changes).toEqual([
    { kind: 'increment', key: 'counted', by: -3 },
    { kind: 'set', key: 'gone', value: '3' },
    { kind: 'set', key: 'set', value: '2' },
  ]);
});

test('asks for each key once', async () => {
  const { store, asked } = storeOver({ a: 1 });
  await Promise.all([store.get('a'), store.get('a'), store.increment('a')]);
  expect(asked).toEqual(['a']);
});

test('a value has 64 KiB, and is JSON', async () => {
  const { store } = storeOver();
  await store.set('fits', 'x'.repeat(65_534));
  await expect(store.set('large', 'x'.repeat(65_535))).rejects.toMatchObject(code('store_value_too_large'));
  await expect(store.set('bytes', 'é'.repeat(40_000))).rejects.toMatchObject(code('store_value_too_large'));
  await expect(store.set('none', undefined as never)).rejects.toMatchObject(code('store_value_invalid'));
});

test('one call keeps no more than 4 MiB', async () => {
  const { store } = storeOver();
  const fill = async (): Promise<void> => {
    for (let number = 0; number < 70; number += 1) await store.set(`key ${number}`, 'x'.repeat(65_000));
  };
  await expect(fill()).rejects.toMatchObject(code('store_value_too_large'));
});

test.each(['', 'x'.repeat(257), 'nul \0', 'half \ud800', 5, null, {}])('%j is no key', async (key) => {
  const { store } = storeOver();
  await expect(store.get(key as never)).rejects.toMatchObject(code('store_key_invalid'));
});

test('there are a thousand keys, whatever was deleted on the way', async () => {
  const { store } = storeOver({ old: 1 }, 999);
  await store.set('thousandth', 1);
  await store.set('old', 2);
  await expect(store.set('one more', 1)).rejects.toMatchObject(code('store_full'));
  await expect(store.increment('one more')).rejects.toMatchObject(code('store_full'));
  await store.delete('old');
  await store.set('one more', 1);
  await expect(store.set('old', 1)).rejects.toMatchObject(code('store_full'));
});

test.each([
  ['a text', 'seven', 1],
  ['a part', 0.5, 1],
  ['by a part', 1, 0.5],
  ['past what is exact', Number.MAX_SAFE_INTEGER, 1],
])('only whole numbers are counted on: not %s', async (_, kept, by) => {
  const { store } = storeOver({ count: kept });
  await expect(store.increment('count', by)).rejects.toMatchObject(code('store_not_a_number'));
  expect(store.changes).toEqual([]);
});
