import { expect, test } from '@jest/globals';
import type { HeldStep, Run, Step } from '../../../lib/contract.ts';
import { stepStatesOf } from './step-states.ts';

const run = { status: 'running' } as Run;
const step = (state: string, more: object = {}): Step =>
  ({ state, path: state, status: 'succeeded', durationMs: 5, attempts: [{}], ...more }) as unknown as Step;
const running = (path: string): { path: string; state: string; startedAt: string } => ({
  path,
  state: path,
  startedAt: '',
});

test('the last visit counts, and visits are counted', () => {
  const steps = [step('A'), step('A', { status: 'failed', durationMs: 9, attempts: [{}, {}] })];
  expect(stepStatesOf(run, steps, { running: [] })).toEqual({
    A: { status: 'failed', durationMs: 9, attempts: 2, visits: 2 },
  });
});

test('a step in progress runs, or waits when the run waits', () => {
  expect(stepStatesOf(run, [], { running: [running('B')] }).B).toEqual({ status: 'running', attempts: 0, visits: 1 });
  expect(stepStatesOf({ ...run, status: 'waiting' }, [step('B')], { running: [running('B')] }).B).toMatchObject({
    status: 'waiting',
    visits: 2,
  });
});

test('a state with a step that stands still is shown as what it waits for', () => {
  const held = [{ path: 'Each[1]/B', connection: 'acme' }, { path: 'C' }] as HeldStep[];
  const states = stepStatesOf(run, [], { running: [running('Each[0]/B'), running('Each[1]/B'), running('C')], held });
  expect(states).toMatchObject({
    ...{ Each: { status: 'running' }, B: { status: 'connection_refused' }, C: { status: 'outcome_unknown' } },
  });
});

test('a state goes on while anything inside of it does, and counts once', () => {
  const states = stepStatesOf(run, [], { running: [running('Each[0]/B'), running('Each[1]/B'), running('Each')] });
  expect(states.Each).toEqual({ status: 'running', attempts: 0, visits: 1 });
});

test('what is undone is no state of its own: it changes the one that it undoes', () => {
  const steps = [step('A'), step('B'), step('Compensate', { path: 'A/Compensate' })];
  expect(stepStatesOf({ ...run, status: 'compensating' }, steps, { running: [running('B/Compensate')] })).toMatchObject(
    {
      A: { status: 'compensated', visits: 1 },
      B: { status: 'compensating', visits: 1 },
    },
  );
  expect(stepStatesOf(run, steps, { running: [] })).not.toHaveProperty('Compensate');
});

test('what could not be undone stays as it was done', () => {
  const steps = [step('A'), step('Compensate', { path: 'A/Compensate', status: 'failed' })];
  expect(stepStatesOf(run, steps, { running: [] }).A?.status).toBe('succeeded');
});

test('lists tell how many items they have, and inside of a loop it is counted which way they went', () => {
  const steps = [
    step('Get', { output: [1, 2, 3] }),
    step('A', { path: 'Each[0]/A', next: 'B' }),
    step('A', { path: 'Each[1]/A', next: 'B' }),
    step('A', { path: 'Each[2]/A' }),
    step('Sort', { input: [1, 2, 3], output: [1] }),
  ];
  const states = stepStatesOf(run, steps, { running: [running('Each[3]/A')] });
  expect(states).toMatchObject({
    Get: { itemsOut: 3 },
    Sort: { itemsIn: 3, itemsOut: 1 },
    A: { visits: 4, went: { B: 2 } },
  });
  expect(states.Get).not.toHaveProperty('went');
});
