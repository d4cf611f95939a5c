import { describe, expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { addStep } from './add-step.ts';
import type { Attempt } from './edit.ts';
import { duplicateSteps } from './paste-steps.ts';
import { removeSteps } from './remove-steps.ts';
import { refuseName, renameStep } from './rename-step.ts';
import { setSkipped } from './step-settings.ts';
import { addTrigger, removeTrigger, setTrigger } from './triggers.ts';
import { connect, setStep } from './ways.ts';

const pass = (Next?: string): State => (Next === undefined ? { Type: 'Pass', End: true } : { Type: 'Pass', Next });
const task = (more: object): State => ({ Type: 'Task', Resource: 'connector:http/request', ...more });
const documentOf = (StartAt: string, States: Record<string, State>, more: object = {}): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: { StartAt, States },
  ...more,
});
/** `A>B` for every way, so that a test reads as a picture. */
const drawn = ({ document: { machine } }: { readonly document: WorkflowDocument }): string =>
  [
    `>${machine.StartAt}`,
    ...Object.entries(machine.States).flatMap(([name, state]) => [
      ...('Next' in state ? [`${name}>${state.Next}`] : []),
      ...('End' in state ? [`${name}.`] : []),
      ...(state.Type === 'Choice' ? state.Choices.map((rule) => `${name}?${rule.Next}`) : []),
      ...(state.Type === 'Choice' ? [`${name}:${state.Default ?? ''}`] : []),
      ...('Catch' in state ? state.Catch.map((rule) => `${name}!${rule.Next}`) : []),
    ]),
  ].join(' ');
const template = { title: 'New', state: { Type: 'Pass' } as State, keepsResult: false };
const choice: State = { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'C' };

describe('adding a step', () => {
  const line = documentOf('A', { A: pass('B'), B: pass() });
  test.each<[string, { document: WorkflowDocument; slot: Parameters<typeof addStep>[1] }, string]>([
    ['at the start', { document: line, slot: { kind: 'start' } }, '>New A>B B. New>A'],
    ['into an empty machine', { document: documentOf('', {}), slot: { kind: 'start' } }, '>New New.'],
    ['on the way between two', { document: line, slot: { kind: 'next', state: 'A' } }, '>A A>New B. New>B'],
    ['at the end', { document: line, slot: { kind: 'next', state: 'B' } }, '>A A>B B>New New.'],
    [
      'on a rule',
      { document: documentOf('A', { A: choice, B: pass(), C: pass() }), slot: { kind: 'rule', state: 'A', index: 0 } },
      '>A A?New A:C B. C. New>B',
    ],
    [
      'on otherwise',
      { document: documentOf('A', { A: choice, B: pass(), C: pass() }), slot: { kind: 'default', state: 'A' } },
      '>A A?B A:New B. C. New>C',
    ],
    [
      'on the way of an error',
      {
        document: documentOf('A', {
          A: task({ End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }),
          B: pass(),
        }),
        slot: { kind: 'catch', state: 'A', index: 0 },
      },
      '>A A. A!New B. New>B',
    ],
    ['behind a step that is not there', { document: line, slot: { kind: 'next', state: 'X' } }, '>A A>B B.'],
    [
      'behind a step with an inherited name',
      { document: line, slot: { kind: 'next', state: 'toString' } },
      '>A A>B B.',
    ],
  ])('%s', (_, { document, slot }, picture) => {
    expect(drawn(addStep(document, slot, template))).toBe(picture);
  });
  test('a choice takes the old way as its otherwise', () => {
    const state: State = { Type: 'Choice', Choices: [{ Condition: true, Next: '' }] };
    const edit = addStep(line, { kind: 'next', state: 'A' }, { title: 'Which', state, keepsResult: false });
    expect(drawn(edit)).toBe('>A A>Which B. Which? Which:B');
  });
  test('an end ends the way', () => {
    const edit = addStep(line, { kind: 'next', state: 'A' }, { ...template, state: { Type: 'Succeed' } });
    expect(drawn(edit)).toBe('>A A>New B.');
  });
  test('a task keeps its result in a variable of its own, and its connector is pinned', () => {
    const kept = { title: 'Get it', state: task({}), keepsResult: true, connector: { name: 'http', version: '1.0.0' } };
    const once = addStep(documentOf('', {}), { kind: 'start' }, kept);
    const twice = addStep(once.document, { kind: 'next', state: 'Get it' }, kept);
    expect(twice.states).toEqual(['Get it 2']);
    expect(twice.document.machine.States['Get it']).toMatchObject({ Assign: { getIt: '{% $states.result %}' } });
    expect(twice.document.machine.States['Get it 2']).toMatchObject({ Assign: { getIt2: '{% $states.result %}' } });
    expect(twice.document.connectors).toEqual({ http: '1.0.0' });
  });
  test('a connector that is pinned stays on its version', () => {
    const document = documentOf('', {}, { connectors: { http: '0.9.0' } });
    const edit = addStep(document, { kind: 'start' }, { ...template, connector: { name: 'http', version: '1.0.0' } });
    expect(edit.document.connectors).toEqual({ http: '0.9.0' });
  });
});

describe('leading a way elsewhere', () => {
  test.each<
    [string, { document: WorkflowDocument; slot: Parameters<typeof connect>[1]; target: string | undefined }, string]
  >([
    [
      'to an end',
      { document: documentOf('A', { A: pass('B'), B: pass() }), slot: { kind: 'next', state: 'A' }, target: undefined },
      '>A A. B.',
    ],
    [
      'back to the start',
      { document: documentOf('A', { A: pass('B'), B: pass() }), slot: { kind: 'next', state: 'B' }, target: 'A' },
      '>A A>B B>A',
    ],
    [
      'a rule to nowhere',
      { document: documentOf('A', { A: choice }), slot: { kind: 'rule', state: 'A', index: 0 }, target: undefined },
      '>A A? A:C',
    ],
    [
      'otherwise to nowhere',
      { document: documentOf('A', { A: choice }), slot: { kind: 'default', state: 'A' }, target: undefined },
      '>A A?B A:',
    ],
    [
      'the start to nowhere',
      { document: documentOf('A', { A: pass() }), slot: { kind: 'start' }, target: undefined },
      '> A.',
    ],
    [
      'of a step that is not there',
      { document: documentOf('A', { A: pass() }), slot: { kind: 'next', state: 'X' }, target: 'A' },
      '>A A.',
    ],
    [
      'an error to nowhere',
      {
        document: documentOf('A', { A: task({ End: true, Catch: [{ ErrorEquals: [], Next: 'B' }] }) }),
        slot: { kind: 'catch', state: 'A', index: 0 },
        target: undefined,
      },
      '>A A. A!',
    ],
  ])('%s', (_, { document, slot, target }, picture) => {
    expect(drawn({ document: connect(document, slot, target) })).toBe(picture);
  });
});

describe('removing a step', () => {
  test.each<[string, { document: WorkflowDocument; name: string; picture: string }, string | undefined]>([
    [
      'heals the way',
      { document: documentOf('A', { A: pass('B'), B: pass('C'), C: pass() }), name: 'B', picture: '>A A>C C.' },
      'A',
    ],
    [
      'ends the way at the end',
      { document: documentOf('A', { A: pass('B'), B: pass() }), name: 'B', picture: '>A A.' },
      'A',
    ],
    [
      'moves the start',
      { document: documentOf('A', { A: pass('B'), B: pass() }), name: 'A', picture: '>B B.' },
      undefined,
    ],
    [
      'keeps a choice’s otherwise',
      { document: documentOf('A', { A: choice, B: pass(), C: pass() }), name: 'A', picture: '>C B. C.' },
      undefined,
    ],
    [
      'lets a loop of one end',
      { document: documentOf('A', { A: pass('B'), B: pass('B') }), name: 'B', picture: '>A A.' },
      'A',
    ],
    [
      'that is not there changes nothing',
      { document: documentOf('A', { A: pass() }), name: 'X', picture: '>A A.' },
      undefined,
    ],
  ])('%s', (_, { document, name, picture }, selected) => {
    const edit = removeSteps(document, [name]);
    expect([drawn(edit), edit.states[0]]).toEqual([picture, selected]);
  });
  test('takes what it may be answered with away; a new name takes it along', () => {
    const settings = { answers: { A: { type: 'object' }, B: { type: 'string' } } };
    const document = documentOf('A', { A: pass('B'), B: pass() }, { settings });
    expect(removeSteps(document, ['B']).document.settings).toEqual({ answers: { A: { type: 'object' } } });
    expect(renameStep(document, 'B', 'C').document.settings?.answers).toEqual({
      A: { type: 'object' },
      C: { type: 'string' },
    });
  });
  test('takes it off the list of skipped steps', () => {
    const document = documentOf('A', { A: pass('B'), B: pass() }, { settings: { skip: ['A', 'B'], priority: 2 } });
    expect(removeSteps(document, ['B']).document.settings).toEqual({ skip: ['A'], priority: 2 });
  });
  test('of a rule without a way goes nowhere', () => {
    const only: State = { Type: 'Choice', Choices: [{ Condition: true, Next: '' }] };
    expect(drawn(removeSteps(documentOf('A', { A: pass('B'), B: only }), ['B']))).toBe('>A A.');
  });
});

describe('renaming a step', () => {
  const document = documentOf('A', { A: pass('B'), B: choice, C: pass('B') }, { settings: { skip: ['B'] } });
  test('changes every pointer to it and keeps its place', () => {
    const edit = renameStep(document, 'B', '  Which way?  ');
    expect(drawn(edit)).toBe('>A A>Which way? Which way??Which way? Which way?:C C>Which way?');
    expect(Object.keys(edit.document.machine.States)).toEqual(['A', 'Which way?', 'C']);
    expect([edit.states[0], edit.document.settings?.skip]).toEqual(['Which way?', ['Which way?']]);
  });
  test('moves the start', () => {
    expect(drawn(renameStep(documentOf('A', { A: pass() }), 'A', 'Z'))).toBe('>Z Z.');
  });
  test.each([
    ['the same name', 'A', 'A'],
    ['no name', 'A', '  '],
    ['a taken name', 'A', 'B'],
    ['a step that is not there', 'X', 'Y'],
  ])('%s changes nothing', (_, name, to) => {
    expect(renameStep(document, name, to)).toEqual({ document, states: [name] });
  });
  test('cuts a name at 80 characters', () => {
    expect(renameStep(document, 'A', 'x'.repeat(100)).states).toEqual(['x'.repeat(80)]);
  });
  test.each([
    ['', 'empty'],
    [' B ', 'taken'],
    ['A', undefined],
    ['D', undefined],
    ['constructor', undefined],
  ])('%j is refused as %j', (wanted, reason) => {
    expect(refuseName(document, 'A', wanted)).toBe(reason);
  });
});

/** The edit, which must have been made. */
const made = (attempt: Attempt) => {
  if ('refused' in attempt) throw new Error(attempt.refused.kind);
  return attempt;
};

describe('duplicating a step', () => {
  test('puts the copy behind it, with variables of its own', () => {
    const document = documentOf('A', {
      A: task({ Next: 'B', Assign: { a: '{% $states.result %}', n: 1 } }),
      B: pass(),
    });
    const edit = made(duplicateSteps(document, ['A']));
    expect(drawn(edit)).toBe('>A A>A 2 B. A 2>B');
    expect(edit.document.machine.States['A 2']).toMatchObject({ Assign: { a2: '{% $states.result %}', n2: 1 } });
  });
  test('a choice is copied before it where its otherwise is its only plain way', () => {
    const document = documentOf('A', { A: choice, B: pass(), C: pass() });
    expect(drawn(made(duplicateSteps(document, ['A'])))).toBe('>A A?B A:A 2 B. C. A 2? A 2:C');
  });
  test('several keep the ways among each other', () => {
    const document = documentOf('A', { A: pass('B'), B: pass('C'), C: pass() });
    expect(drawn(made(duplicateSteps(document, ['A', 'B'])))).toBe('>A A>B B>A 2 C. A 2>B 2 B 2>C');
    expect(drawn(made(duplicateSteps(document, ['A', 'C'])))).toBe('>A A>A 2 B>C C. A 2>C 2 C 2>B');
  });
  test('an end has nothing behind it', () => {
    expect(duplicateSteps(documentOf('A', { A: { Type: 'Succeed' } }), ['A'])).toEqual({
      refused: { kind: 'ends', name: 'A' },
    });
  });
  test('a step that is not there is left alone', () => {
    expect(duplicateSteps(documentOf('A', { A: pass() }), ['X'])).toHaveProperty('refused');
  });
});

test('a step is skipped and run again', () => {
  const skipped = setSkipped(documentOf('A', { A: pass() }), ['A'], true);
  expect(skipped.settings?.skip).toEqual(['A']);
  expect(setSkipped(skipped, ['A'], true).settings?.skip).toEqual(['A']);
  expect(setSkipped(skipped, ['A'], false).settings?.skip).toEqual([]);
});

test('one step or trigger is replaced, the others are shared', () => {
  const document = documentOf('A', { A: pass('B'), B: pass() });
  const changed = setStep(document, 'A', { Type: 'Succeed' });
  expect(changed.machine.States.B).toBe(document.machine.States.B);
  expect(setTrigger(document, 't', { type: 'call' }).triggers).toEqual({ t: { type: 'call' } });
});

test('triggers come under ids that stay, and go', () => {
  const one = addTrigger(documentOf('A', { A: pass() }), { type: 'call' });
  const two = addTrigger(one.document, { type: 'call' });
  expect([one.id, two.id]).toEqual(['call', 'call-2']);
  expect(removeTrigger(two.document, 'call').triggers).toEqual({ 'call-2': { type: 'call' } });
  expect(removeTrigger(two.document, 'toString')).toBe(two.document);
});

test('a rename goes through the tests of the document', () => {
  const tests = [
    {
      name: 't',
      input: 1,
      mocks: { A: [{ return: 1 }], B: [] },
      expect: { status: 'succeeded', steps: { A: { visits: 1 } } },
    },
    { name: 'u', input: 1, expect: { status: 'failed' } },
  ];
  const document = documentOf('A', { A: pass() }, { tests });
  expect(renameStep(document, 'A', 'Z').document.tests).toEqual([
    {
      name: 't',
      input: 1,
      mocks: { Z: [{ return: 1 }], B: [] },
      expect: { status: 'succeeded', steps: { Z: { visits: 1 } } },
    },
    tests[1],
  ]);
  const strange = documentOf('A', { A: pass() }, { tests: [1, { mocks: 2, expect: [] }] });
  expect(renameStep(strange, 'A', 'Z').document.tests).toEqual([1, { mocks: 2, expect: [] }]);
});
