import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pathOfUndoing, pathOfVisit } from '../../../lib/step-path.ts';
import { treeRows, type TreeRow } from './step-tree.ts';

const at = (path: string, startMs: number): { path: string; startMs: number; sequence: number } => ({
  path,
  startMs,
  sequence: startMs,
});
type Item = ReturnType<typeof at>;

test('what ran inside a step stands under it, item by item', () => {
  const rows = treeRows([
    at('First', 0),
    at('Each[1]/Pay', 2),
    at('Each[0]/Pay', 3),
    at('Each[0]/Both[1]/Mail', 4),
    at('Each[1]/Ship', 5),
    at('Each[0]/Both', 4),
    at('Each', 1),
    at('Last', 9),
  ]);
  expect(rows.map(({ path, depth, index }) => [path, depth, index])).toEqual([
    ['First', 0, undefined],
    ['Each', 0, undefined],
    ['Each[0]/Pay', 1, 0],
    ['Each[0]/Both', 1, 0],
    ['Each[0]/Both[1]/Mail', 2, 1],
    ['Each[1]/Pay', 1, 1],
    ['Each[1]/Ship', 1, 1],
    ['Last', 0, undefined],
  ]);
});

test('what undoes steps comes last, in the order in which it happened', () => {
  const rows = treeRows([
    at('A', 0),
    at('Each[0]/B', 1),
    at('Each[1]/B', 2),
    at('Each', 1),
    at('Each[1]/B/Compensate', 4),
    at('Each[0]/B/Compensate', 5),
    at('A/Compensate', 6),
  ]);
  expect(rows.map(({ path, depth }) => [path, depth])).toEqual([
    ['A', 0],
    ['Each', 0],
    ['Each[0]/B', 1],
    ['Each[1]/B', 1],
    ['Each[1]/B/Compensate', 0],
    ['Each[0]/B/Compensate', 0],
    ['A/Compensate', 0],
  ]);
});

test('a step that is not known itself has a row for what is inside of it', () => {
  const rows = treeRows([at('Each[0]/B', 1)]);
  expect(rows.map(({ path, item }) => [path, item === undefined])).toEqual([
    ['Each', true],
    ['Each[0]/B', false],
  ]);
});

test('a path that was gone through twice has two rows, and the newest has the path', () => {
  const rows = treeRows([at('Each[0]/B', 1), at('Each[0]/B', 5), at('Each', 0)]);
  expect(rows.map(({ id }) => id)).toEqual(['Each', 'Each[0]/B (1)', 'Each[0]/B']);
});

const visit = fc.record({
  name: fc.constantFrom('A', 'B', 'C[0]/D', 'E/', '#F', 'Compensate'),
  visit: fc.integer({ min: 1, max: 2 }),
});
const thread = fc.record({ at: visit, index: fc.nat(3) });
const step = fc
  .tuple(fc.array(thread, { maxLength: 3 }), visit, fc.boolean(), fc.nat(50))
  .map(([threads, last, isUndone, startMs]): Item => {
    const around = threads.map((part) => `${pathOfVisit(part.at.name, part.at.visit)}[${part.index}]/`).join('');
    const path = `${around}${pathOfVisit(last.name, last.visit)}`;
    return at(isUndone ? pathOfUndoing(path) : path, startMs);
  });

const parentOf = ({ place, depth }: TreeRow<Item>): string | undefined => (depth === 0 ? undefined : place.parent);

test('every row stands directly after its parent or after all that is inside a sibling', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const rows = treeRows(steps);
      expect(rows.flatMap(({ item }) => (item === undefined ? [] : [item]))).toHaveLength(steps.length);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      const around: string[] = [];
      for (const row of rows) {
        // All that the row before is inside of, and itself: the row goes on under one of them, or begins anew.
        while (around.length > row.depth) around.pop();
        expect(around.at(-1)).toBe(parentOf(row));
        expect(around).toHaveLength(row.depth);
        around.push(row.path);
      }
      const undoing = rows.map(({ place }) => place.isUndoing);
      expect(undoing).toEqual([...undoing].sort((a, b) => Number(a) - Number(b)));
    }),
  );
});
