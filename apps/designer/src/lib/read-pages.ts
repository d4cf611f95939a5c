import type { Page } from './contract.ts';

/** All items of a list, page after page, until there are at least `most`. */
export async function readPages<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
  most: number,
): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < most);
  return items;
}
