import type { JsonValue } from '@millrace/machine';
import type { StepSample } from '@millrace/runtime';
import { mocksOf } from './test-samples.ts';

const inner = { StartAt: 'Charge', States: { Charge: { Type: 'Pass', End: true } } };
const DRAFT: JsonValue = {
  machine: { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: inner, End: true } } },
};
const sample = (state: string, more: Partial<StepSample> = {}): StepSample => ({
  ...{ state, kind: 'mock', output: '1', updatedAtMs: 0 },
  ...more,
});
const SAMPLES = [sample('Each'), sample('Charge'), sample('Tell')];
const returns = { kind: 'returns', output: 1 };

test.each([
  ['all that is kept stands in', {}, ['Each', 'Charge', 'Tell']],
  ['not for a step that is tried alone', { state: 'Charge' }, ['Each', 'Tell']],
  ['not for a container of the last step', { until: 'Charge' }, ['Charge', 'Tell']],
  ['not where somebody says so', { ignorePins: ['Tell', 'Nobody'] }, ['Each', 'Charge']],
  ['a last step that is not there is inside of nothing', { until: 'Nobody' }, ['Each', 'Charge', 'Tell']],
])('%s', (_, request, expected) => {
  expect(Object.keys(mocksOf(DRAFT, SAMPLES, request))).toEqual(expected);
});

test('what is sent wins, also for the step that is tried', () => {
  const mocks = { Charge: { error: 'X' }, Tell: { output: null } };
  expect(mocksOf(DRAFT, SAMPLES, { state: 'Charge', mocks })).toEqual({
    Each: returns,
    Charge: { kind: 'throws', error: 'X', cause: '' },
    Tell: { kind: 'returns', output: null },
  });
});

test('a kept error is one', () => {
  const { output: _, ...failing } = sample('Tell', { error: 'X', cause: 'no' });
  expect(mocksOf(null, [failing], { until: 'Charge' })).toEqual({ Tell: { kind: 'throws', error: 'X', cause: 'no' } });
});
