import { expect, test } from '@jest/globals';
import type { Page } from './contract.ts';
import { readPages } from './read-pages.ts';

/** Numbers in pages of two, and which pages were asked for. */
function list(count: number) {
  const asked: (string | undefined)[] = [];
  const read = (cursor: string | undefined): Promise<Page<number>> => {
    asked.push(cursor);
    const from = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(2, count - from) }, (_, at) => from + at);
    return Promise.resolve({ items, ...(from + 2 < count ? { nextCursor: `${from + 2}` } : {}) });
  };
  return { asked, read };
}

test('all pages are read, each once', async () => {
  const { asked, read } = list(5);
  expect(await readPages(read, 100)).toEqual([0, 1, 2, 3, 4]);
  expect(asked).toEqual([undefined, '2', '4']);
});

test('an empty list is one page', async () => {
  const { asked, read } = list(0);
  expect(await readPages(read, 100)).toEqual([]);
  expect(asked).toEqual([undefined]);
});

test('it ends where there are enough', async () => {
  const { asked, read } = list(100);
  expect(await readPages(read, 4)).toEqual([0, 1, 2, 3]);
  expect(asked).toEqual([undefined, '2']);
});

test('a page that cannot be read fails the whole', async () => {
  await expect(readPages(() => Promise.reject(new Error('gone')), 4)).rejects.toThrow('gone');
});
