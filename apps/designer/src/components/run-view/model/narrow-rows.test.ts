import { ALL_LEVELS, EVERY_ROW, narrowRows } from './narrow-rows.ts';
import type { FoldedRow } from './thread-pages.ts';

const row = (id: string, depth: number, status = 'succeeded'): FoldedRow =>
  ({ row: { id, depth, status } }) as unknown as FoldedRow;
const rows = [
  row('Start', 0),
  row('Each', 0),
  row('[0] Check', 1),
  row('[1] Check', 1, 'failed'),
  row('[1] Inner', 2, 'failed'),
  row('End', 0),
];
const shown = (choice: Partial<typeof EVERY_ROW>): readonly string[] =>
  narrowRows(rows, { ...EVERY_ROW, ...choice }).map(({ row: { id }, number }) => `${number} ${id}`);

test('all rows are shown, with their numbers', () => {
  expect(shown({})).toEqual(['1 Start', '2 Each', '3 [0] Check', '4 [1] Check', '5 [1] Inner', '6 End']);
  expect(shown({ depth: ALL_LEVELS })).toHaveLength(6);
});

test('down to a level, and numbers stay', () => {
  expect(shown({ depth: 0 })).toEqual(['1 Start', '2 Each', '6 End']);
  expect(shown({ depth: 1 })).toHaveLength(5);
});

test('what failed is shown with what it is inside of', () => {
  expect(shown({ failedOnly: true })).toEqual(['2 Each', '4 [1] Check', '5 [1] Inner']);
  expect(shown({ failedOnly: true, depth: 0 })).toEqual(['2 Each']);
});
