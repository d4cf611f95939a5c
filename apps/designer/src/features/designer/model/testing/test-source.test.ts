import { expect, test } from '@jest/globals';
import { readSource, staleSteps, USUAL_SOURCE, withRenamed, withResults } from './test-source.ts';

test.each([
  [{ kind: 'run', runId: 'r1' }],
  [{ kind: 'capture', id: 'c1' }],
  [{ kind: 'sample' }],
  [{ kind: 'sample', input: null }],
])('a kept source is read again: %j', (kept) => {
  expect(readSource(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
});

test.each([undefined, null, 3, 'run', {}, { kind: 'run' }, { kind: 'capture', id: 3 }])(
  'what is none is the usual one: %j',
  (kept) => {
    expect(readSource(kept)).toEqual(USUAL_SOURCE);
  },
);

test('the newest result of a step counts, and others stay', () => {
  const known = { A: { runId: 'r1', path: 'A', fingerprint: 'a' }, B: { runId: 'r1', path: 'B', fingerprint: 'b' } };
  const found = [
    { state: 'A', path: 'Each[0]/A' },
    { state: 'A', path: 'Each[1]/A' },
    { state: 'Gone', path: 'Gone' },
  ];
  const next = withResults(known, found, { runId: 'r2', fingerprints: { A: 'a2' } });
  expect(next).toEqual({ A: { runId: 'r2', path: 'Each[1]/A', fingerprint: 'a2' }, B: known.B });
});

test('what has changed is stale, what is gone is not', () => {
  const known = { A: { runId: 'r', path: 'A', fingerprint: 'a' }, B: { runId: 'r', path: 'B', fingerprint: 'b' } };
  expect(staleSteps(known, (state) => (state === 'A' ? 'changed' : undefined))).toEqual(['A']);
});

test('the result of a renamed step follows it', () => {
  const known = { A: { runId: 'r', path: 'A', fingerprint: 'a' } };
  expect(withRenamed(known, { from: 'A', to: 'B' })).toEqual({ B: known.A });
  expect(withRenamed(known, { from: 'C', to: 'B' })).toBe(known);
});
