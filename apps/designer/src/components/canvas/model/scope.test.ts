import { expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { findPlace, namesInside, placesOf, scopesOf, withMachine } from './scope.ts';

const pass: State = { Type: 'Pass', End: true };
const document = {
  millrace: 1,
  name: 'orders',
  machine: {
    StartAt: 'Each/order',
    States: {
      'Each/order': {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Both',
          States: {
            Both: {
              Type: 'Parallel',
              Branches: [
                { StartAt: 'Left', States: { Left: pass } },
                { StartAt: 'Right', States: { Right: pass } },
              ],
              End: true,
            },
          },
        },
        End: true,
      },
    },
  },
} as WorkflowDocument;

test('scopes are told outer before inner, by pointers that escape names', () => {
  expect(scopesOf(document).map(({ path, depth, owner }) => [path, depth, owner?.state, owner?.branch])).toEqual([
    ['/machine', 0, undefined, undefined],
    ['/machine/States/Each~1order/ItemProcessor', 1, 'Each/order', 0],
    ['/machine/States/Each~1order/ItemProcessor/States/Both/Branches/0', 2, 'Both', 0],
    ['/machine/States/Each~1order/ItemProcessor/States/Both/Branches/1', 2, 'Both', 1],
  ]);
});

test('states are found at every depth', () => {
  expect(placesOf(document).map(({ name }) => name)).toEqual(['Each/order', 'Both', 'Left', 'Right']);
  expect(findPlace(document, 'Right')?.scope.owner).toEqual({ state: 'Both', branch: 1 });
  expect(findPlace(document, 'toString')).toBeUndefined();
  expect(namesInside(document, 'Each/order')).toEqual(['Both', 'Left', 'Right']);
  expect(namesInside(document, 'Left')).toEqual([]);
});

test('a change of an inner machine leaves what is beside it as it was', () => {
  const path = findPlace(document, 'Right')?.scope.path ?? '';
  const changed = withMachine(document, path, (machine) => ({ ...machine, Comment: 'hm' }));
  const branches = (of: WorkflowDocument): unknown[] => {
    const both = findPlace(of, 'Both')?.state;
    return both?.Type === 'Parallel' ? [...both.Branches] : [];
  };
  expect(branches(changed)[0]).toBe(branches(document)[0]);
  expect(branches(changed)[1]).toEqual({ StartAt: 'Right', States: { Right: pass }, Comment: 'hm' });
  expect(withMachine(document, '/nowhere', () => ({ StartAt: '', States: {} }))).toBe(document);
});

test('what is no machine is an empty one', () => {
  const odd = { millrace: 1, name: 'odd', machine: { States: { A: { Type: 'Parallel', Branches: [3, null] } } } };
  expect(scopesOf(odd as unknown as WorkflowDocument).map(({ machine }) => machine.StartAt)).toEqual(['', '', '']);
  expect(scopesOf({ millrace: 1, name: 'none' } as WorkflowDocument)).toHaveLength(1);
});
