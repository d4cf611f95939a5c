import { aStep } from '@millrace/testing';
import type { StepRecord } from '../run.ts';
import { isTopLevel, rebuildPosition } from './rebuild-position.ts';

const start = { state: 'A', input: null, variables: { given: 1 }, visits: {} };
const CUT = JSON.stringify({ $cut: { characters: 300_000, beginning: '{"a' } });
const record = (state: string, members: Partial<StepRecord> = {}) => aStep(0, { state, path: state, ...members });

test('a position has what was known before the step, whatever was set since', () => {
  const records = [
    record('A', { assigned: '{"a":1,"b":1}' }),
    record('B', { assigned: '{"b":2}', input: '"first"' }),
    record('B', { path: 'B#2', assigned: '{"b":3}', input: '"second"' }),
  ];
  expect(rebuildPosition({ records, index: 2, start })).toEqual({
    checkpoint: { state: 'B', input: 'second', variables: { given: 1, a: 1, b: 2 }, visits: { A: 1, B: 1 } },
  });
  expect(rebuildPosition({ records, index: 9, start })).toHaveProperty('unknown');
});

test('what a record does not show whole is not guessed, and not needed where it is given', () => {
  for (const input of ['"x [redacted]"', CUT]) {
    const records = [record('A', { input })];
    expect(rebuildPosition({ records, index: 0, start })).toHaveProperty('unknown');
    expect(rebuildPosition({ records, index: 0, start, input: 7 })).toMatchObject({ checkpoint: { input: 7 } });
  }
});

test('a variable with a secret is what the run had at its end, if nothing has set it since; else it is not known', () => {
  const end = { state: 'C', input: null, variables: { key: 'hush' }, visits: {} };
  const before = [record('A', { assigned: '{"key":"[redacted]"}' })];
  const same = { records: [...before, record('B')], index: 1, start };
  expect(rebuildPosition({ ...same, end })).toMatchObject({ checkpoint: { variables: { key: 'hush' } } });
  expect(rebuildPosition(same)).toHaveProperty('unknown');
  for (const assigned of ['{"key":2}', CUT]) {
    const records = [...before, record('B', { assigned })];
    expect(rebuildPosition({ records, index: 1, start, end })).toHaveProperty('unknown');
  }
  const replaced = [...before, record('B', { assigned: '{"key":2}' }), record('C')];
  expect(rebuildPosition({ records: replaced, index: 2, start })).toMatchObject({
    checkpoint: { variables: { key: 2 } },
  });
  const cut = [record('A', { assigned: CUT }), record('B')];
  expect(rebuildPosition({ records: cut, index: 1, start, end })).toHaveProperty('unknown');
});

test.each([
  ['Charge', 'Charge', true],
  ['Charge#2', 'Charge', true],
  ['Charge##2', 'Charge#2', true],
  ['A//B', 'A/B', true],
  ['A[[0]', 'A[0]', true],
  ['Each[0]/Charge', 'Charge', false],
  ['Charge/Compensate', 'Compensate', false],
  ['Charge#x', 'Charge', false],
])('whether %s is a step of the top level', (path, state, expected) => {
  expect(isTopLevel({ path, state })).toBe(expected);
});
