import { describe, expect, test } from '@jest/globals';
import { inspectExpression } from '@millrace/expressions';
import type { State, WorkflowDocument } from '@millrace/machine';
import { runDocument } from './testing/run-document.ts';
import type { Attempt } from './edit.ts';
import { extractSteps } from './extract-steps.ts';
import { moveSteps } from './move-steps.ts';
import { repeatUntil } from './repeat-until.ts';
import { replaceStep } from './replace-step.ts';
import { unwrapStep, wrapSteps } from './wrap-steps.ts';

const pass = (Next?: string, more: object = {}): State => ({
  Type: 'Pass',
  ...more,
  ...(Next === undefined ? { End: true } : { Next }),
});
const documentOf = (States: Record<string, State>): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: { StartAt: Object.keys(States)[0] ?? '', States },
});
const made = (attempt: Attempt): WorkflowDocument => {
  if ('refused' in attempt) throw new Error(JSON.stringify(attempt.refused));
  return attempt.document;
};
const line = documentOf({ A: pass('B'), B: pass('C'), C: pass('D'), D: pass() });
const sets = pass('B', { Assign: { a: 1 } });
const reads = (Next?: string): State => pass(Next, { Output: '{% $a %}' });
const map = (Next?: string): State =>
  pass(Next, { Type: 'Map', ItemProcessor: { StartAt: 'In', States: { In: pass() } } });
const endTitle = 'End';

describe('moving steps', () => {
  test('takes several as one, and heals what they leave', () => {
    const moved = made(moveSteps(line, { names: ['C', 'B'], slot: { kind: 'next', state: 'D' }, endTitle }));
    expect(moved.machine.States).toEqual({ A: pass('D'), B: pass('C'), C: pass(), D: pass('B') });
  });
  test('goes into a loop and out of it', () => {
    const document = documentOf({ A: pass('Each'), Each: map('B'), B: pass() });
    const slot = { kind: 'start', scope: '/machine/States/Each/ItemProcessor' } as const;
    const inside = made(moveSteps(document, { names: ['A'], slot, endTitle }));
    expect(inside.machine).toMatchObject({
      StartAt: 'Each',
      States: { Each: { ItemProcessor: { StartAt: 'A', States: { A: pass('In'), In: pass() } } } },
    });
    const outside = made(moveSteps(inside, { names: ['A'], slot: { kind: 'start' }, endTitle }));
    expect(outside.machine).toEqual(document.machine);
  });
  test('keeps the way of an error within its machine', () => {
    const guarded: State = {
      Type: 'Task',
      Resource: 'x',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }],
      Next: 'B',
    };
    const document = documentOf({ A: guarded, B: pass(), C: pass() });
    const moved = made(moveSteps(document, { names: ['A'], slot: { kind: 'next', state: 'B' }, endTitle }));
    expect(moved.machine.States.A).toMatchObject({ Catch: [{ Next: 'C' }], End: true });
  });
  test.each<[string, Attempt, object]>([
    [
      'into itself',
      moveSteps(documentOf({ Each: map() }), {
        names: ['Each'],
        slot: { kind: 'next', state: 'In' },
        endTitle,
      }),
      { kind: 'inside', name: 'Each' },
    ],
    [
      'before what it reads',
      moveSteps(documentOf({ A: sets, B: reads() }), { names: ['B'], slot: { kind: 'start' }, endTitle }),
      { kind: 'reads', reader: 'B', writer: 'A', variable: 'a' },
    ],
    [
      'out of reach of what reads it',
      moveSteps(documentOf({ A: sets, B: map('C'), C: reads() }), {
        names: ['A'],
        slot: { kind: 'next', state: 'In' },
        endTitle,
      }),
      { kind: 'reads', reader: 'C', writer: 'A', variable: 'a' },
    ],
    [
      'where nothing could come after an end',
      moveSteps(documentOf({ A: pass('B'), B: pass('C'), C: { Type: 'Succeed' } }), {
        names: ['C'],
        slot: { kind: 'next', state: 'A' },
        endTitle,
      }),
      { kind: 'ends', name: 'C' },
    ],
  ])('is refused %s', (_, attempt, refused) => expect(attempt).toEqual({ refused }));
});

describe('wrapping', () => {
  const each = { container: 'map', title: 'For each', endTitle } as const;
  test('puts a stretch into a loop, and unwrapping takes it out again', () => {
    const wrapped = made(wrapSteps(line, ['B', 'C'], each));
    expect(wrapped.machine.States).toEqual({
      A: pass('For each'),
      'For each': {
        Type: 'Map',
        Items: '{% $states.input %}',
        ItemProcessor: { StartAt: 'B', States: { B: pass('C'), C: pass() } },
        Next: 'D',
      },
      D: pass(),
    });
    expect(made(unwrapStep(wrapped, 'For each'))).toEqual(line);
  });
  test('ends a rule by a step of its own', () => {
    const choice: State = { Type: 'Choice', Choices: [{ Condition: true, Next: 'C' }], Default: 'B' };
    const document = documentOf({ A: choice, B: pass('C'), C: pass() });
    const wrapped = made(wrapSteps(document, ['A', 'B'], { container: 'parallel', title: 'Both', endTitle }));
    expect(wrapped.machine.States.Both).toMatchObject({
      Branches: [{ StartAt: 'A', States: { A: { Choices: [{ Next: 'End' }] }, B: pass(), End: { Type: 'Succeed' } } }],
    });
    // Where the way goes on, what ended the branch hands its input on.
    expect(made(unwrapStep(wrapped, 'Both')).machine.States).toMatchObject({ End: { Type: 'Pass', Next: 'C' } });
  });
  test.each<[string, Attempt, object]>([
    [
      'a step whose variable is read outside',
      wrapSteps(documentOf({ A: sets, B: reads() }), ['A'], each),
      { kind: 'reads', reader: 'B', writer: 'A', variable: 'a' },
    ],
    [
      'two ways out',
      wrapSteps(
        documentOf({
          A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'C' },
          B: pass(),
          C: pass(),
        }),
        ['A'],
        each,
      ),
      { kind: 'ways-out', name: 'B', other: 'C' },
    ],
    [
      'two ways in',
      wrapSteps(
        documentOf({
          A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'C' },
          B: pass('C'),
          C: pass(),
        }),
        ['B', 'C'],
        each,
      ),
      { kind: 'ways-in', name: 'C' },
    ],
    ['steps of two machines', wrapSteps(documentOf({ A: map('B'), B: pass() }), ['In', 'B'], each), { kind: 'apart' }],
    [
      'an end among steps that lead on',
      wrapSteps(
        documentOf({
          A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'C' },
          B: pass(),
          C: pass('D'),
          D: pass(),
        }),
        ['A', 'B', 'C'],
        each,
      ),
      { kind: 'way-ends', name: 'B', other: 'D' },
    ],
  ])('refuses %s', (_, attempt, refused) => expect(attempt).toEqual({ refused }));
  test('is not taken off where the item is read, nor off several branches', () => {
    const item = pass(undefined, { Output: '{% $states.context.Map.Item.Value %}' });
    const loop = pass(undefined, { Type: 'Map', ItemProcessor: { StartAt: 'In', States: { In: item } } });
    expect(unwrapStep(documentOf({ A: loop }), 'A')).toEqual({ refused: { kind: 'item', reader: 'In' } });
    const lane = (name: string) => ({ StartAt: name, States: { [name]: pass() } });
    const both: State = { Type: 'Parallel', Branches: [lane('L'), lane('R')], End: true };
    expect(unwrapStep(documentOf({ A: both }), 'A')).toEqual({ refused: { kind: 'lanes', name: 'A' } });
  });
});

test('repeat until leads back to the step before, and needs one', () => {
  const titles = { title: 'Again?', endTitle };
  const repeated = made(repeatUntil(line, { kind: 'next', state: 'B' }, titles));
  expect(repeated.machine.States).toMatchObject({
    B: { Next: 'Again?' },
    'Again?': { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'C' }], Default: 'B' },
  });
  expect(made(repeatUntil(line, { kind: 'next', state: 'D' }, titles)).machine.States).toMatchObject({
    'Again?': { Choices: [{ Next: 'End' }], Default: 'D' },
    End: { Type: 'Succeed' },
  });
  expect(repeatUntil(line, { kind: 'start' }, titles)).toEqual({ refused: { kind: 'nothingBefore' } });
});

describe('replacing a step', () => {
  const old: State = {
    Type: 'Task',
    Resource: 'connector:http/get',
    Credentials: { Connection: 'crm' },
    Arguments: { url: 'x', retries: 3, gone: 1 },
    Assign: { order: '{% $states.result %}' },
    Retry: [{ ErrorEquals: ['States.ALL'] }],
    Compensate: { Resource: 'connector:http/delete' },
    Comment: 'why',
    Next: 'B',
  };
  const document = documentOf({ A: old, B: pass() });
  const schema = (properties: object): never => ({ properties }) as never;
  const replaced = (resource: string): WorkflowDocument =>
    made(
      replaceStep(document, 'A', {
        template: {
          title: 'Other',
          state: { Type: 'Task', Resource: resource, Arguments: {} },
          keepsResult: true,
          connector: { name: 'other', version: '2.0.0' },
        },
        inputs: {
          before: schema({ url: { type: 'string' }, retries: { type: 'number' }, gone: {} }),
          after: schema({ url: { type: 'string' }, retries: { type: 'string' } }),
        },
      }),
    );
  test('keeps name, variable, ways, retries and the arguments that fit', () => {
    const { connectors, machine } = replaced('connector:other/post');
    expect(connectors).toEqual({ other: '2.0.0' });
    expect(machine.States.A).toEqual({
      Type: 'Task',
      Resource: 'connector:other/post',
      Arguments: { url: 'x' },
      Assign: { order: '{% $states.result %}' },
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Comment: 'why',
      Next: 'B',
    });
  });
  test('by one of the same connector keeps the connection and what undoes it', () => {
    expect(replaced('connector:http/put').machine.States.A).toMatchObject({
      Credentials: { Connection: 'crm' },
      Compensate: { Resource: 'connector:http/delete' },
    });
  });
  test('by one without a result keeps the variable', () => {
    const template = { title: 'T', state: { Type: 'Pass' } as State, keepsResult: false };
    const inputs = { before: undefined, after: undefined };
    expect(made(replaceStep(document, 'A', { template, inputs })).machine.States.A).toEqual({
      Type: 'Pass',
      Assign: { order: '{% $states.input %}' },
      Comment: 'why',
      Next: 'B',
    });
    expect(replaceStep(document, 'A', { template: { ...template, state: { Type: 'Fail' } }, inputs })).toEqual({
      refused: { kind: 'ends', name: 'A' },
    });
  });
});

test('an extracted workflow is given what it reads, gives back what is read after it, and the run gives the same', async () => {
  const document = documentOf({
    A: pass('B', { Assign: { order: '{% $states.input %}', rate: 2 } }),
    B: pass('C', { Output: '{% $order.total * $rate %}', Assign: { total: '{% $order.total * $rate %}' } }),
    C: pass('D', { Output: { sum: '{% $states.input %}', id: '{% $states.context.Execution.Input.id %}' } }),
    D: pass(undefined, { Output: { in: '{% $states.input %}', total: '{% $total %}' } }),
  });
  const extraction = { name: 'sum', title: 'Sum', takeTitle: 'Take', giveTitle: 'Give', endTitle };
  const inspect = (expression: string) => inspectExpression(expression).paths;
  const extracted = extractSteps(document, { names: ['B', 'C'], extraction, inspect });
  if ('refused' in extracted) throw new Error(extracted.refused.kind);
  expect(extracted.document.machine.States.Sum).toEqual({
    Type: 'Task',
    Resource: 'workflow:sum',
    Arguments: {
      input: '{% $states.input %}',
      order: '{% $order %}',
      rate: '{% $rate %}',
      trigger: '{% $states.context.Execution.Input %}',
    },
    Assign: { total: '{% $states.result.total %}' },
    Output: '{% $states.result.output %}',
    Next: 'D',
  });
  expect(extracted.workflow.input).toEqual({
    type: 'object',
    required: ['input', 'order', 'rate', 'trigger'],
    properties: { input: {}, order: { properties: { total: {} } }, rate: {}, trigger: { properties: { id: {} } } },
  });
  const input = { id: 'A-1', total: 21 };
  const outcome = await runDocument(extracted.document, input, { sum: extracted.workflow });
  expect(outcome).toEqual(await runDocument(document, input));
  expect(outcome).toEqual({ kind: 'succeeded', output: { in: { sum: 42, id: 'A-1' }, total: 42 } });
});
