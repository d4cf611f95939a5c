import { describe, expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import type { Finding } from '../../../lib/contract.ts';
import {
  blocking,
  countProblems,
  fieldOfPath,
  pathOfName,
  pointerOfField,
  pointerOfState,
  selectionOfProblem,
  tabOfPath,
} from './problems.ts';

const pass: State = { Type: 'Pass', End: true };
const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  machine: {
    StartAt: 'A',
    States: {
      A: pass,
      Each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Both',
          States: {
            Both: {
              Type: 'Parallel',
              Branches: [
                { StartAt: 'Left', States: { Left: pass } },
                { StartAt: 'a/b', States: { 'a/b': pass } },
              ],
              End: true,
            },
          },
        },
        End: true,
      },
    },
  },
};
const finding = (path: string, severity: Finding['severity'] = 'error'): Finding => ({
  code: 'x',
  severity,
  path,
  message: 'm',
});

test.each([
  ['/machine/States/Charge card/Arguments/url', 'Charge card'],
  ['/machine/States/a~1b~0c', 'a/b~c'],
  ['/triggers/web~1hook/path', 'trigger:web/hook'],
  ['/machine/StartAt', undefined],
  ['/machine/States/Each/ItemProcessor/States/Charge/Arguments/url', 'Charge'],
  ['/machine/States/Each/ItemProcessor/States/Both/Branches/1/States/a~1b', 'a/b'],
  ['/machine/States/Each/ItemProcessor/StartAt', 'Each'],
  ['/machine/States/Each/ItemProcessor/States', 'Each'],
  ['/machine/States/ItemProcessor/States/x', 'ItemProcessor'],
  ['', undefined],
])('a problem at %j is shown by %j', (path, selection) => {
  expect(selectionOfProblem({ path })).toBe(selection);
});

test('problems are counted by what shows them', () => {
  const problems = [
    finding('/machine/States/A/Next'),
    finding('/machine/States/A'),
    finding('/triggers/t/path'),
    finding('/x'),
  ];
  expect(countProblems(problems)).toEqual({ A: 2, 'trigger:t': 1 });
});

test('errors stop a publish, warnings do not', () => {
  const error = finding('/a');
  expect(blocking([error, finding('/b', 'warning')])).toEqual([error]);
});

test.each([
  ['/machine/States/A/Arguments/url', 'Task', 'setup'],
  ['/machine/States/A/Output', 'Task', 'output'],
  ['/machine/States/Each/ItemProcessor/States/A/Output', 'Task', 'output'],
  ['/machine/States/Each/Branches/0/States/A/Comment', 'Task', 'notes'],
  ['/machine/States/A/Output', 'Pass', 'setup'],
  ['/machine/States/A/Assign/x', 'Pass', 'output'],
  ['/machine/States/A/Catch/0/Next', 'Task', 'errors'],
  ['/machine/States/A/TimeoutSeconds', 'Task', 'errors'],
  ['/machine/States/A/Comment', 'Task', 'notes'],
  ['/machine/States/A', 'Task', 'setup'],
  ['/machine/States/A/toString', 'Task', 'setup'],
])('%s of a %s stands under %s', (path, type, tab) => {
  expect(tabOfPath(path, type)).toBe(tab);
});

describe('the field of a path', () => {
  const place = (path: string, isMissing = false): { path: string; isMissing: boolean } => ({ path, isMissing });
  const fields = [
    place(pathOfName(document, 'A')),
    place('/machine/States/A/Arguments/method'),
    place('/machine/States/A/Arguments/url', true),
    place('/machine/States/A/Arguments'),
  ];
  test.each([
    ['is the innermost around it', '/machine/States/A/Arguments/url/x', '/machine/States/A/Arguments/url'],
    ['is its own', '/machine/States/A/Arguments/method', '/machine/States/A/Arguments/method'],
    ['is the first to be written for a whole step', '/machine/States/A', '/machine/States/A/Arguments/url'],
    ['is the name when the name is meant', pathOfName(document, 'A'), pathOfName(document, 'A')],
    ['is none when nothing fits', '/machine/States/B', undefined],
    ['is not one whose name only begins alike', '/machine/States/A/Arguments2', undefined],
  ])('%s', (_, path, found) => {
    expect(fieldOfPath(fields, path)).toBe(found);
  });
  test('is the first one when nothing has to be written', () => {
    expect(fieldOfPath([place('/machine/States/A/b'), place('/machine/States/A/c')], '/machine/States/A')).toBe(
      '/machine/States/A/b',
    );
  });
});

test.each([
  ['A', '/machine/States/A/Next'],
  ['a/b', '/machine/States/Each/ItemProcessor/States/Both/Branches/1/States/a~1b/Next'],
  ['c~d', '/machine/States/c~0d/Next'],
])('the pointer of %j says where it stands', (name, pointer) => {
  expect(pointerOfState(document, name, 'Next')).toBe(pointer);
});

test('a field as a failed run names it has a pointer', () => {
  const document = { machine: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } } } as never;
  expect(pointerOfField(document, 'A', 'Arguments/lines[0]/a~b')).toBe('/machine/States/A/Arguments/lines/0/a~0b');
});
