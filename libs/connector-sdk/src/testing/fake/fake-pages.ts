import type { FakeAnswer, FakeRequest } from './fake-request.ts';

/** A page of a list, and where the next one begins; null after the last. */
export interface FakePage<Item> {
  readonly records: readonly Item[];
  readonly next: string | null;
}

/** Cuts a page out of a list. `cursor`: a `next` of before; nothing begins at the beginning. */
export function cutPage<Item>(
  items: readonly Item[],
  { cursor, size }: { readonly cursor?: string | undefined; readonly size: number },
): FakePage<Item> {
  const from = cursor === undefined || cursor === '' ? 0 : Number(cursor);
  const end = from + size;
  return { records: items.slice(from, end), next: end < items.length ? String(end) : null };
}

/** The `Link` header of RFC 8288 for the page at `next`. */
export function linkToPage(
  { path, queries }: Pick<FakeRequest, 'path' | 'queries'>,
  { base, name, next }: { readonly base: string; readonly name: string; readonly next: string | null },
): NonNullable<FakeAnswer['headers']> {
  if (next === null) return {};
  const query = new URLSearchParams(queries);
  query.set(name, next);
  return { link: `<${base}${path}?${query.toString()}>; rel="next"` };
}
