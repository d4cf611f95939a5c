import type { Machine, State, WorkflowDocument } from '@millrace/machine';
import fc from 'fast-check';
import { cardChanges, cardOf, changeOfCard } from './card-changes.ts';
import type { DocumentDiff } from './change.ts';
import { compareDocuments } from './compare-documents.ts';

type States = Readonly<Record<string, State>>;
const machine = (States: States, StartAt = Object.keys(States)[0] ?? ''): Machine => ({ StartAt, States });
const document = (states: States, more: Partial<WorkflowDocument> = {}): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: machine(states),
  ...more,
});
const task = (next?: string, more: object = {}): State => ({
  Type: 'Task',
  Resource: 'connector:http/request',
  ...(next === undefined ? { End: true } : { Next: next }),
  ...more,
});
const pass = (next?: string, Output: string | object = 'x'): State =>
  ({ Type: 'Pass', Output, ...(next === undefined ? { End: true } : { Next: next }) }) as State;

const tested = (...tests: object[]): Partial<WorkflowDocument> => ({
  tests: tests as NonNullable<WorkflowDocument['tests']>,
});

/** A change in one line: what, of which, and which fields. */
const lines = (diff: DocumentDiff): readonly string[] =>
  diff.map(({ id, kind, formerName, move, fields }) =>
    [
      `${kind} ${id}`,
      ...(formerName === undefined ? [] : [`was ${formerName}`]),
      ...(move === undefined ? [] : [`from ${move.from ?? 'top'} to ${move.to ?? 'top'}`]),
      ...fields.map(({ path }) => path.join('.')).filter((path) => path !== ''),
    ].join(', '),
  );

const base = document({ A: task('B'), B: task('C', { TimeoutSeconds: 30 }), C: pass() });

test.each<[string, WorkflowDocument, WorkflowDocument, readonly string[]]>([
  ['nothing', base, structuredClone(base), []],
  [
    'a field of a step',
    base,
    document({ A: task('B'), B: task('C', { TimeoutSeconds: 60 }), C: pass() }),
    ['changed state:B, TimeoutSeconds'],
  ],
  [
    'a step between others is one change: what leads to it follows',
    base,
    document({ A: task('New'), New: pass('B', 'new'), B: task('C', { TimeoutSeconds: 30 }), C: pass() }),
    ['added state:New'],
  ],
  [
    'a step at the end',
    base,
    document({ A: task('B'), B: task('C', { TimeoutSeconds: 30 }), C: pass('New'), New: { Type: 'Succeed' } }),
    ['added state:New'],
  ],
  ['a step that went is told where it was', base, document({ A: task('C'), C: pass() }), ['removed gone:B']],
  [
    'the first step that went is told first',
    base,
    document({ B: task('C', { TimeoutSeconds: 30 }), C: pass() }),
    ['removed gone:A'],
  ],
  [
    'a renamed step is no other step, and whoever leads to it did not change',
    base,
    document({ A: task('Charge'), Charge: task('C', { TimeoutSeconds: 30 }), C: pass() }),
    ['changed state:Charge, was B'],
  ],
  [
    'two neighbours renamed at once',
    base,
    document({ A: task('X'), X: task('Y', { TimeoutSeconds: 30 }), Y: pass() }),
    ['changed state:X, was B', 'changed state:Y, was C'],
  ],
  [
    'a renamed step that was edited too is another one',
    base,
    document({ A: task('X'), X: task('C', { TimeoutSeconds: 31 }), C: pass() }),
    ['removed gone:B', 'added state:X'],
  ],
  [
    'a way that leads elsewhere',
    document({ A: task('B'), B: pass('C', 'b'), C: pass() }),
    document({ A: task('C'), B: pass('C', 'b'), C: pass() }),
    ['changed state:A, Next'],
  ],
  [
    'a step that ends where it went on',
    document({ A: task('B'), B: pass() }),
    document({ A: task(), B: pass() }),
    ['changed state:A, Next'],
  ],
  ['a step that is skipped', base, { ...base, settings: { skip: ['B'] } }, ['changed state:B, (skipped)']],
  [
    'another start',
    document({ A: task('B'), B: pass() }),
    { ...document({ A: task('B'), B: pass() }), machine: machine({ A: task('B'), B: pass() }, 'B') },
    ['changed workflow:start'],
  ],
  [
    'settings, triggers, pins, schemas, title',
    document({ A: pass() }, { connectors: { http: '1.0.0', crm: '1.0.0' }, title: 'One' }),
    document(
      { A: pass() },
      {
        title: 'Two',
        connectors: { http: '1.1.0', desk: '1.0.0' },
        settings: { priority: 3 },
        triggers: { hook: { type: 'webhook', path: 'orders' } },
        output: { type: 'object' },
      },
    ),
    [
      'changed workflow:title',
      'added trigger:hook',
      'added setting:priority',
      'changed connector:http',
      'removed connector:crm',
      'added connector:desk',
      'added schema:output',
    ],
  ],
  [
    'tests by their names',
    document({ A: pass() }, tested({ name: 'gold', input: 1 }, { name: 'old' })),
    document({ A: pass() }, tested({ name: 'new' }, { name: 'gold', input: 2 })),
    ['changed test:gold, input', 'removed test:old', 'added test:new'],
  ],
])('%s', (...[, before, after, expected]) => {
  expect(lines(compareDocuments(before, after))).toEqual(expected);
});

describe('inside of Maps and Parallels', () => {
  const each = (inner: Machine, next?: string): State => ({
    Type: 'Map',
    Items: '{% $o %}',
    ItemProcessor: inner,
    ...(next ? { Next: next } : { End: true }),
  });
  const both = (...Branches: Machine[]): State => ({ Type: 'Parallel', Branches, End: true });

  test('a change of an inner step is no change of what holds it', () => {
    const before = document({ Each: each(machine({ Charge: task(undefined, { TimeoutSeconds: 1 }) })) });
    const after = document({ Each: each(machine({ Charge: task(undefined, { TimeoutSeconds: 2 }) })) });
    expect(lines(compareDocuments(before, after))).toEqual(['changed state:Charge, TimeoutSeconds']);
  });

  test('a step that moved into a loop is the same step', () => {
    const before = document({ A: pass('Charge', 'a'), Charge: task('Each'), Each: each(machine({ In: pass() })) });
    const after = document({ A: pass('Each', 'a'), Each: each(machine({ In: pass('Charge'), Charge: task() })) });
    expect(lines(compareDocuments(before, after))).toEqual([
      'changed state:A, Next',
      'changed state:In, Next',
      'changed state:Charge, from top to Each, Next',
    ]);
  });

  test('a renamed loop does not move what it holds', () => {
    const before = document({ Each: each(machine({ In: pass() })) });
    const after = document({ All: each(machine({ In: pass() })) });
    expect(lines(compareDocuments(before, after))).toEqual(['changed state:All, was Each']);
  });

  test('a branch more', () => {
    const before = document({ P: both(machine({ X: pass() })) });
    const after = document({ P: both(machine({ X: pass() }), machine({ Y: task() })) });
    expect(lines(compareDocuments(before, after))).toEqual(['changed state:P, Branches.1', 'added state:Y']);
  });
});

describe('what canvases show', () => {
  const before = document({ A: task('B'), B: task('C', { TimeoutSeconds: 30 }), C: pass() });
  const after = document({ A: task('X', { Comment: 'n' }), X: task('D', { TimeoutSeconds: 30 }), D: task() });
  const diff = compareDocuments(before, after);

  test('each side shows what it has', () => {
    expect(cardChanges(diff, 'before')).toEqual({ A: 'changed', B: 'changed', C: 'removed' });
    expect(cardChanges(diff, 'after')).toEqual({ A: 'changed', X: 'changed', D: 'added' });
  });

  test('a card stands for its change, under the name of its side', () => {
    const renamed = changeOfCard(diff, 'B', 'before');
    expect(renamed).toBe(changeOfCard(diff, 'X', 'after'));
    expect(renamed && cardOf(renamed, 'before')).toBe('B');
    expect(changeOfCard(diff, 'D', 'before')).toBeUndefined();
  });
});

describe('a draft may be anything', () => {
  test.each<[string, object]>([
    ['nothing', {}],
    ['members of other kinds', { triggers: 1, settings: [], connectors: null, tests: {}, machine: { States: [] } }],
    [
      'states of other kinds',
      { settings: { skip: 'A' }, machine: { StartAt: 1, States: { A: 1, B: { Type: 'Map' } } } },
    ],
  ])('%s', (_, given) => {
    const other = given as unknown as WorkflowDocument;
    expect(() => [compareDocuments(base, other), compareDocuments(other, base)]).not.toThrow();
  });

  test('two documents that say the same do not differ, and each difference is told', () => {
    const states = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), fc.record({ n: fc.nat(3) }), { minKeys: 1 });
    const made = states.map((found) =>
      document(Object.fromEntries(Object.entries(found).map(([name, { n }]) => [name, pass(undefined, { n, name })]))),
    );
    fc.assert(
      fc.property(made, made, (one, other) => {
        expect(compareDocuments(one, structuredClone(one))).toEqual([]);
        const isSame = JSON.stringify(sorted(one.machine.States)) === JSON.stringify(sorted(other.machine.States));
        const told = compareDocuments(one, other).filter(({ id }) => id !== 'workflow:start');
        expect(told.length === 0).toBe(isSame);
      }),
    );
  });
});

const sorted = (states: States): unknown => Object.entries(states).sort(([a], [b]) => (a < b ? -1 : 1));
