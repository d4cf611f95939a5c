import { foldThreads } from './thread-pages.ts';
import type { WaterfallRow } from './waterfall.ts';

const row = (path: string, status: WaterfallRow['status'] = 'succeeded'): WaterfallRow =>
  ({ id: path, path, status, depth: path.split('/').length - 1 }) as unknown as WaterfallRow;
const loop = (name: string, count: number, failed: readonly number[] = []): readonly WaterfallRow[] => [
  row(name),
  ...Array.from({ length: count }, (_, index) =>
    row(`${name}[${index}]/A`, failed.includes(index) ? 'failed' : 'succeeded'),
  ),
];
const pathsOf = (...given: Parameters<typeof foldThreads>) => foldThreads(...given).map(({ row: { path } }) => path);

test('few items are all shown, without a pager', () => {
  const rows = loop('Each', 100);
  expect(foldThreads(rows, {})).toEqual(rows.map((shown) => ({ row: shown })));
});

test('of many, a page is shown, or those that failed', () => {
  const rows = [...loop('Each', 250, [3, 249]), row('After')];
  const [first] = foldThreads(rows, {});
  expect(first?.pager).toEqual({ path: 'Each', depth: 1, first: 0, failedOnly: false, count: 250, failed: 2 });
  expect(pathsOf(rows, {})).toHaveLength(102);
  expect(pathsOf(rows, { Each: { first: 200, failedOnly: false } }).slice(0, 2)).toEqual(['Each', 'Each[200]/A']);
  expect(pathsOf(rows, { Each: { first: 0, failedOnly: true } })).toEqual([
    'Each',
    'Each[3]/A',
    'Each[249]/A',
    'After',
  ]);
});

test('a loop in a loop has pages of its own, also under odd names and in a later visit', () => {
  const inner = Array.from({ length: 120 }, (_, index) => row(`A[[1#2[5]/In[${index}]/B`));
  const rows = [row('A[[1#2'), row('A[[1#2[5]/In'), ...inner];
  expect(foldThreads(rows, {})[1]?.pager?.path).toBe('A[[1#2[5]/In');
  expect(pathsOf(rows, {})).toHaveLength(102);
});
