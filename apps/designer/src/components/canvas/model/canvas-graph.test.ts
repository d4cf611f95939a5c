import { describe, expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { type CanvasGraph, readCanvasGraph } from './canvas-graph.ts';

const documentOf = (StartAt: string, States: Record<string, object>, more: object = {}): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  triggers: { hook: { type: 'webhook', path: 'orders' } },
  machine: { StartAt, States: States as Record<string, State> },
  ...more,
});
const EDITED = { withFooter: false, withOpenEnds: true };
const READ_ONLY = { withFooter: true, withOpenEnds: false };
const lines = ({ edges }: CanvasGraph): readonly string[] =>
  edges.map(
    ({ from, handle, to, isBack, isFailure }) =>
      `${from}.${handle}>${to}${isBack ? ' back' : ''}${isFailure ? ' failure' : ''}`,
  );
const ids = ({ nodes }: CanvasGraph): readonly string[] => nodes.map(({ id }) => id);
const nodeOf = ({ nodes }: CanvasGraph, name: string): Record<string, unknown> =>
  nodes.find((node) => node.kind === 'state' && node.name === name) as unknown as Record<string, unknown>;

const orders = documentOf(
  'Get',
  {
    Get: {
      Type: 'Task',
      Resource: 'connector:http/request',
      Arguments: { method: 'GET', url: '{% $u %}' },
      Assign: { order: 1 },
      Next: 'Which',
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: ['States.Timeout', 'My.Error'], Next: 'Failed' }],
    },
    Which: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $x > 1 %}', Next: 'Wait' },
        { Condition: true, Comment: 'never mind', Next: '' },
      ],
    },
    Wait: { Type: 'Wait', Seconds: 7200, Next: 'Get' },
    Failed: { Type: 'Fail', Error: 'Lookup' },
    Lost: { Type: 'Pass', End: true },
  },
  { settings: { skip: ['Wait'] } },
);

describe('while it is edited', () => {
  const graph = readCanvasGraph(orders, EDITED);
  test('every pointer is a line, and every open end a place to add', () => {
    expect(lines(graph)).toEqual([
      'trigger:hook.next>state:Get',
      'state:Get.next>state:Which',
      'state:Get.catch:0>state:Failed failure',
      'state:Which.rule:0>state:Wait',
      'state:Which.rule:1>open:rule:1:Which',
      'state:Which.default>open:default:Which',
      'state:Wait.next>state:Get back',
      'state:Lost.next>open:next:Lost',
    ]);
    expect(ids(graph)).toEqual([
      'trigger:hook',
      'state:Get',
      'state:Failed',
      'state:Which',
      'state:Wait',
      'state:Lost',
      'open:rule:1:Which',
      'open:default:Which',
      'open:next:Lost',
    ]);
  });
  test('a card says what a step does', () => {
    expect(nodeOf(graph, 'Get')).toMatchObject({
      number: '1',
      summary: 'GET $u → $order',
      badges: [{ kind: 'retry', text: '3×, from 1 s, ×2' }],
      leadsTo: ['Which', 'Failed'],
      height: 64,
      isReachable: true,
    });
    expect(nodeOf(graph, 'Which')).toMatchObject({ height: 40 + 3 * 24, summary: '' });
    expect(nodeOf(graph, 'Which').rows).toEqual([
      { handle: 'rule:0', label: '$x > 1', condition: '', isDefault: false },
      { handle: 'rule:1', label: 'never mind', condition: 'always', isDefault: false },
      { handle: 'default', label: '', condition: '', isDefault: true },
    ]);
    expect(nodeOf(graph, 'Wait')).toMatchObject({ summary: '2 h', isSkipped: true, width: 168, height: 40 });
    expect(nodeOf(graph, 'Failed')).toMatchObject({ summary: 'Lookup' });
    expect(nodeOf(graph, 'Lost')).toMatchObject({ isReachable: false, number: '4' });
  });
  test('the way of an error says which, and a line that leads nowhere is open', () => {
    const failure = graph.edges.find(({ isFailure }) => isFailure);
    expect([failure?.label, failure?.slot]).toEqual(['timeout, My.Error', { kind: 'catch', state: 'Get', index: 0 }]);
    expect(graph.edges.filter(({ isOpen }) => isOpen).map(({ to }) => to)).toEqual([
      'open:rule:1:Which',
      'open:default:Which',
      'open:next:Lost',
    ]);
  });
});

test('read only, open ends are not drawn, and cards have room for figures', () => {
  const graph = readCanvasGraph(orders, READ_ONLY);
  expect(ids(graph).filter((id) => id.startsWith('open:'))).toEqual([]);
  expect(lines(graph).filter((line) => line.includes('open:'))).toEqual([]);
  expect(nodeOf(graph, 'Get')).toMatchObject({ height: 64 + 24 });
});

describe('triggers', () => {
  const two = { triggers: { hook: { type: 'webhook', path: 'a' }, call: { type: 'call' } } };
  test('of which there are several lead to one start, and one carries the +', () => {
    const graph = readCanvasGraph(documentOf('A', { A: { Type: 'Succeed' } }, two), EDITED);
    expect(graph.edges.map(({ from, to, isRepeated }) => [from, to, isRepeated])).toEqual([
      ['trigger:hook', 'state:A', false],
      ['trigger:call', 'state:A', true],
    ]);
  });
  test('of an empty machine lead to the place of the first step', () => {
    const graph = readCanvasGraph(documentOf('', {}, two), EDITED);
    expect(ids(graph)).toEqual(['trigger:hook', 'trigger:call', 'open:start']);
    expect(lines(graph)).toEqual(['trigger:hook.next>open:start', 'trigger:call.next>open:start']);
  });
  test('of which there are none leave the place of the first step', () => {
    expect(ids(readCanvasGraph(documentOf('', {}, { triggers: {} }), EDITED))).toEqual(['open:start']);
    const { triggers: _, ...without } = documentOf('', {});
    expect(ids(readCanvasGraph(without, EDITED))).toEqual(['open:start']);
    expect(ids(readCanvasGraph(without, READ_ONLY))).toEqual([]);
  });
});

test.each<[string, object, string]>([
  ['an address', { Arguments: { url: 'https://x.example' } }, 'https://x.example'],
  ['a status', { Arguments: { status: 404 } }, '404'],
  ['a message', { Arguments: { message: 'Hello' } }, 'Hello'],
  ['an object in place of an address', { Arguments: { url: { a: 1 } } }, ''],
  ['one expression', { Arguments: '{% $all %}' }, ''],
  ['no arguments', {}, ''],
])('a task with %s shows %s', (_, more, summary) => {
  const document = documentOf('T', { T: { Type: 'Task', Resource: 'connector:x/y', ...more, End: true } });
  expect(nodeOf(readCanvasGraph(document, EDITED), 'T').summary).toBe(summary);
});

describe('a box around other steps', () => {
  const inner = { StartAt: 'In', States: { In: { Type: 'Pass', Next: 'Out' }, Out: { Type: 'Pass', Next: 'A' } } };
  const nested = documentOf('Each', {
    Each: { Type: 'Map', ItemProcessor: inner, Next: 'Both', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }] },
    Both: { Type: 'Parallel', Branches: [{ StartAt: '', States: {} }], Next: 'A' },
    A: { Type: 'Succeed' },
  });
  const [lane, empty] = ['/machine/States/Each/ItemProcessor', '/machine/States/Both/Branches/0'];
  test('is a node, and so is what is inside; its start is led to by the box, and nothing leads out of it', () => {
    const graph = readCanvasGraph(nested, EDITED);
    expect(lines(graph)).toEqual([
      'trigger:hook.next>state:Each',
      'state:Each.in>state:In',
      `state:Both.in>open:start:${empty}`,
      'state:Each.next>state:Both',
      'state:Each.catch:0>state:A failure',
      'state:In.next>state:Out',
      'state:Out.next>open:next:Out',
      'state:Both.next>state:A',
    ]);
    expect(ids(graph)).toEqual([
      'trigger:hook',
      'state:Each',
      'state:In',
      'state:Out',
      'state:Both',
      `open:start:${empty}`,
      'state:A',
      'open:next:Out',
    ]);
    expect(nodeOf(graph, 'Each')).toMatchObject({ number: '1', lanes: [lane], scope: '/machine' });
    expect(nodeOf(graph, 'Out')).toMatchObject({ number: '1.2', scope: lane, isReachable: true });
  });
  test('that is closed is a card', () => {
    const graph = readCanvasGraph(nested, { ...EDITED, collapsed: new Set(['Each', 'Both']) });
    expect(ids(graph)).toEqual(['trigger:hook', 'state:Each', 'state:Both', 'state:A']);
    expect(nodeOf(graph, 'Each')).toMatchObject({ width: 248, height: 64 });
    expect(nodeOf(graph, 'Each').lanes).toBeUndefined();
  });
});
