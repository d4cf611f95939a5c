import { describe, expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import fc from 'fast-check';
import { numbersOf, type ReadingScope, type ReadingStep, readingOrder, readingSteps } from './reading-order.ts';

const documentOf = (StartAt: string, States: Readonly<Record<string, State>>): WorkflowDocument => ({
  millrace: 1,
  name: 'w',
  machine: { StartAt, States },
});
const pass = (Next?: string): State => (Next === undefined ? { Type: 'Pass', End: true } : { Type: 'Pass', Next });
const task = (Next: string, caught: string): State => ({
  Type: 'Task',
  Resource: 'x',
  Next,
  Catch: [{ ErrorEquals: ['States.ALL'], Next: caught }],
});
const choice = (rules: readonly string[], Default?: string): State => ({
  Type: 'Choice',
  Choices: rules.map((Next) => ({ Condition: true, Next })),
  ...(Default === undefined ? {} : { Default }),
});

/** A step as text: its name, what is inside in square brackets, its ways in round ones. */
const show = (step: ReadingStep): string => {
  const inner = step.inner.map((scope) => `[${showScope(scope)}]`).join('');
  const ways = step.ways.map((way) => `(${way.steps.map(show).join(' ') || `>${way.target ?? ''}`})`).join('');
  return `${step.name}${inner}${ways}`;
};
const showScope = ({ steps, apart }: ReadingScope): string =>
  [...steps.map(show), ...(apart.length > 0 ? ['|', ...apart.map(show)] : [])].join(' ');

describe('reading order', () => {
  test.each<readonly [string, WorkflowDocument, string]>([
    ['a row of steps', documentOf('A', { B: pass(), A: pass('B') }), 'A B'],
    [
      'branches that end each in their own way',
      documentOf('W', { W: choice(['A'], 'B'), A: pass(), B: pass() }),
      'W(A)(B)',
    ],
    [
      'branches that meet again: what they share is read behind both',
      documentOf('W', { W: choice(['A'], 'B'), A: pass('End'), B: pass('End'), End: { Type: 'Succeed' } }),
      'W(A)(B) End',
    ],
    [
      'a rule that leads at once to what others come to',
      documentOf('W', { W: choice(['A'], 'Z'), A: pass('Z'), Z: pass() }),
      'W(A)(>Z) Z',
    ],
    ['a way that is open', documentOf('W', { W: choice(['']) }), 'W(>)(>)'],
    [
      'what catches an error, before what comes next',
      documentOf('A', { A: task('B', 'F'), B: pass(), F: pass() }),
      'A(F) B',
    ],
    [
      'a loop that leads back',
      documentOf('A', { A: pass('W'), W: choice(['Done'], 'A'), Done: pass() }),
      'A W(Done)(>A)',
    ],
    [
      'branches inside of branches',
      documentOf('W', {
        W: choice(['V'], 'C'),
        V: choice(['A'], 'B'),
        A: pass('M'),
        B: pass('M'),
        M: pass('N'),
        C: pass('N'),
        N: pass(),
      }),
      'W(V(A)(B) M)(C) N',
    ],
    ['what nothing leads to', documentOf('A', { Lost: pass('More'), A: pass(), More: pass() }), 'A | Lost More'],
    ['a start that is not there', documentOf('gone', { A: pass() }), ' | A'.trim()],
  ])('%s', (_, document, expected) => {
    expect(showScope(readingOrder(document))).toBe(expected);
  });

  const nested = documentOf('First', {
    First: pass('Each'),
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'In',
        States: {
          In: choice(['Both'], 'Skip'),
          Both: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'L', States: { L: pass() } },
              { StartAt: 'R', States: { R: pass() } },
            ],
            End: true,
          },
          Skip: { Type: 'Succeed' },
        },
      },
      Next: 'Last',
    },
    Last: pass(),
  });
  test('machines inside of machines', () => {
    expect(showScope(readingOrder(nested))).toBe('First Each[In(Both[L][R])(Skip)] Last');
  });
  test('numbers count inside of a step under its own number; ends have none', () => {
    expect(Object.fromEntries(numbersOf(nested))).toEqual({
      First: '1',
      Each: '2',
      In: '2.1',
      Both: '2.2',
      L: '2.2.1',
      R: '2.2.2',
      Last: '3',
    });
  });
  test('the same document is read once', () => {
    expect([readingOrder(nested) === readingOrder(nested), numbersOf(nested) === numbersOf(nested)]).toEqual([
      true,
      true,
    ]);
  });
});

test('every step of any graph is read once', () => {
  const names = ['A', 'B', 'C', 'D', 'E', 'F'];
  const name = fc.constantFrom(...names, 'nowhere');
  const state = fc.oneof(
    name.map(pass),
    fc.tuple(fc.array(name, { maxLength: 3 }), name).map(([rules, other]) => choice(rules, other)),
    fc.tuple(name, name).map(([next, caught]) => task(next, caught)),
  );
  fc.assert(
    fc.property(fc.tuple(...names.map(() => state)), name, (states, start) => {
      const document = documentOf(start, Object.fromEntries(states.map((one, index) => [names[index] ?? '', one])));
      const read = readingSteps(readingOrder(document)).map((step) => step.name);
      expect([...read].sort()).toEqual(names);
    }),
    { numRuns: 200 },
  );
});
