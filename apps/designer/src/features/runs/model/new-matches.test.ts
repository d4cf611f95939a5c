import { acceptedAt, maybeNew, missingFrom } from './new-matches.ts';

const idAt = (second: number): string => `01a232c3-${(0xfd00 + second).toString(16)}-73ad-9192-feb2a53db886`;
const runs = [5, 4, 2].map((second) => ({ id: idAt(second) }));
const heard = (second: number, workflow = 'orders'): { runId: string; workflow: string } => ({
  runId: idAt(second),
  workflow,
});

test('new is what is not among the rows, above them or between them', () => {
  const list = { workflow: undefined, runs, hasMore: true };
  expect(maybeNew(list, [heard(7), heard(5), heard(3), heard(6)])).toEqual([3, 6, 7].map(idAt));
});

test('what is older than the last row is on a page that was not read, or it is new', () => {
  expect(missingFrom({ workflow: undefined, runs, hasMore: true }, [idAt(1)])).toEqual([]);
  expect(missingFrom({ workflow: undefined, runs, hasMore: false }, [idAt(1)])).toEqual([idAt(1)]);
  expect(missingFrom({ workflow: undefined, runs: [], hasMore: false }, [idAt(1)])).toEqual([idAt(1)]);
});

test('a list of one workflow hears of this one', () => {
  const list = { workflow: 'orders', runs, hasMore: false };
  expect(maybeNew(list, [heard(6, 'returns'), heard(7)])).toEqual([idAt(7)]);
});

test('an id says when its run was accepted', () => {
  expect(acceptedAt('01a232bf-7130-752c-b87e-02f2320b5496')).toBe('2026-12-01T17:55:36.880Z');
});
