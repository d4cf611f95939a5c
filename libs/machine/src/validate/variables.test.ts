import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../json.ts';
import { check } from '../testing/check-document.ts';
import { aMachine } from '../testing/machine-builder.ts';
import { readGraph } from './graph.ts';
import { followAssignments } from './variables.ts';

const UNKNOWN = 'expression.variable_unknown /machine/States/Read/Output';
const MAYBE = 'expression.variable_maybe_missing /machine/States/Read/Output (warning)';
const read = { Output: '{% $a %}' };
const set = { Assign: { a: 1 } };
const either = (left: string, right: string) =>
  aMachine().choice('Which', [{ Condition: '{% $states.input %}', Next: left }], { Default: right });

describe('a variable is', () => {
  test.each([
    ['set by the state before', aMachine().pass('Set', set).pass('Read', read), []],
    ['set several states before', aMachine().pass('Set', set).pass('Between').pass('Read', read), []],
    ['set by nobody', aMachine().pass('Other').pass('Read', read), [UNKNOWN]],
    ['set by the reading state only, which is too late', aMachine().pass('Read', { ...read, ...set }), [UNKNOWN]],
    ['set later only', aMachine().pass('Read', read).pass('Set', set), [UNKNOWN]],
    ['set on one of two ways', either('Set', 'Read').pass('Set', set).pass('Read', read), [MAYBE]],
    [
      'set on both ways',
      either('Set', 'Too')
        .pass('Set', { ...set, Next: 'Read' })
        .pass('Too', set)
        .pass('Read', read),
      [],
    ],
    [
      'set by a rule, and by the Choice itself on the way to Default',
      aMachine()
        .choice('Which', [{ Condition: true, Next: 'Read', ...set }], { Default: 'Read', ...set })
        .pass('Read', read),
      [],
    ],
    [
      'not set by the Choice itself when a rule leads on',
      aMachine()
        .choice('Which', [{ Condition: true, Next: 'Read' }], { Default: 'Read', ...set })
        .pass('Read', read),
      [MAYBE],
    ],
    [
      'not set by a Task that fails',
      aMachine()
        .task('Call', { Resource: 'connector:http/request', ...set, Catch: [{ ErrorEquals: ['A'], Next: 'Read' }] })
        .pass('Read', read),
      [MAYBE],
    ],
    [
      'set by the catcher as well',
      aMachine()
        .task('Call', {
          Resource: 'connector:http/request',
          ...set,
          Catch: [{ ErrorEquals: ['A'], Next: 'Read', ...set }],
        })
        .pass('Read', read),
      [],
    ],
    [
      'set in the first round of a loop only',
      aMachine()
        .pass('Read', { ...read, Next: 'Again?' })
        .choice('Again?', [{ Condition: '{% $states.input %}', Next: 'Read', ...set }], { Default: 'End' })
        .succeed('End'),
      [MAYBE],
    ],
    [
      'of no concern in a state that nothing leads to',
      aMachine().succeed('End').succeed('Read', read),
      ['machine.state_unreachable /machine/States/Read'],
    ],
  ] as const)('%s', (_, machine, problems) => expect(check(machine.inDocument())).toEqual(problems));

  test.each([
    ['perhaps set by a state that is switched off', aMachine().pass('Set', set).pass('Read', read), 'Set', [MAYBE]],
    [
      'set by a Choice, which cannot be switched off',
      aMachine()
        .choice('Set', [{ Condition: true, Next: 'Read', ...set }])
        .pass('Read', read),
      'Set',
      [],
    ],
  ] as const)('%s', (...[, machine, name, problems]) => {
    expect(check(machine.inDocument({ settings: { skip: [name] } }))).toEqual(problems);
  });
});

/** States in a row, of which each second one also leads three back: what the last one sets goes back two states a round. */
function zigzag(states: number): JsonObject {
  const machine = aMachine();
  for (let index = 0; index < states; index += 1) {
    const next = `s${index + 1}`;
    const back = { Condition: '{% $states.input %}', Next: `s${index - 3}` };
    const isLast = index === states - 1;
    if (index % 2 === 1 || index < 4) machine.pass(`s${index}`, { Next: next });
    else machine.choice(`s${index}`, [isLast ? { ...back, Assign: { late: 1 } } : back], { Default: next });
  }
  return machine.succeed(`s${states}`, { Output: '{% $nobody %}' }).inDocument();
}

test('a document that takes too many rounds is not judged rather than judged wrongly', () => {
  expect(check(zigzag(21))).toEqual(['expression.variable_unknown /machine/States/s21/Output']);
  expect(check(zigzag(401))).toEqual([]);
});

test('a hundred steps with a way back each are judged', () => {
  const machine = aMachine();
  for (let index = 1; index <= 100; index += 1) {
    const back = [{ Condition: '{% $states.input %}', Next: `s${Math.max(1, index - 1)}` }];
    machine.choice(`s${index}`, back, { Default: index === 100 ? 'Read' : `s${index + 1}` });
  }
  expect(check(machine.succeed('Read', read).inDocument())).toEqual([UNKNOWN]);
});

describe('against a plain model', () => {
  interface Way {
    readonly Next: string;
    readonly Assign: Readonly<Record<string, number>>;
  }
  const names = ['A', 'B', 'C', 'D'];
  /** More variables than a word has bits, in bundles: the model walks every set of bundles. */
  const bundle = (index: number): Record<string, number> =>
    Object.fromEntries(Array.from({ length: 9 }, (_, item) => [`v${index * 9 + item}`, 1]));
  const variables = Object.keys(Object.assign({}, ...Array.from({ length: 8 }, (_, index) => bundle(index))) as object);
  const way = fc.record({ Next: fc.constantFrom(...names), Assign: fc.oneof(fc.constant({}), fc.nat(7).map(bundle)) });
  const someWays = fc.array(fc.array(way, { maxLength: 2 }), { minLength: names.length, maxLength: names.length });

  /** The sets of variables with which each state can be entered. */
  function walk(waysOf: ReadonlyMap<string, readonly Way[]>): ReadonlyMap<string, ReadonlySet<string>> {
    const seen = new Map<string, Set<string>>();
    const open: { readonly name: string; readonly known: readonly string[] }[] = [{ name: 'A', known: [] }];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const { name, known } = at;
      const entered = seen.get(name) ?? new Set();
      if (entered.has(known.join())) continue;
      seen.set(name, entered.add(known.join()));
      for (const { Next, Assign } of waysOf.get(name) ?? [])
        open.push({ name: Next, known: [...new Set([...known, ...Object.keys(Assign)])].sort() });
    }
    return seen;
  }

  test('both facts hold for every variable at every state', () => {
    fc.assert(
      fc.property(someWays, (ways) => {
        const waysOf = new Map(names.map((name, index) => [name, ways[index] ?? []]));
        const states = [...waysOf].map(([name, Choices]) => [name, { Type: 'Choice', Choices }] as const);
        const graph = readGraph({ StartAt: 'A', States: Object.fromEntries(states) }, '', undefined);
        const facts = followAssignments(graph);
        const seen = walk(waysOf);
        expect([...facts.keys()].sort()).toEqual([...seen.keys()].sort());
        for (const [name, entered] of seen) {
          const sets = [...entered].map((known) => new Set(known.split(',')));
          const judged = variables.map((variable) => [
            facts.get(name)?.isEverSet(variable),
            facts.get(name)?.isAlwaysSet(variable),
          ]);
          expect(judged).toEqual(
            variables.map((variable) => [
              sets.some((known) => known.has(variable)),
              sets.every((known) => known.has(variable)),
            ]),
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});
