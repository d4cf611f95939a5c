import { expect, test } from '@jest/globals';
import type { State } from '@millrace/machine';
import { innerStatesOf } from './inner-states.ts';

const machine = (...names: string[]): object => ({
  StartAt: '',
  States: Object.fromEntries(names.map((name) => [name, { Type: 'Succeed' }])),
});

test.each<[string, object, unknown]>([
  ['a Map', { Type: 'Map', ItemProcessor: machine('A', 'B') }, [['A', 'B']]],
  ['a Parallel', { Type: 'Parallel', Branches: [machine('A'), machine()] }, [['A'], []]],
  ['a Map with nothing in it', { Type: 'Map' }, [[]]],
  ['a Parallel that is none yet', { Type: 'Parallel', Branches: {} }, []],
  ['a Parallel with what is no machine', { Type: 'Parallel', Branches: [null, { States: [] }] }, [[], []]],
  ['any other state', { Type: 'Pass' }, []],
])('%s', (_, state, names) => {
  expect(innerStatesOf(state as State)).toEqual(names);
});
