import { describe, expect, test } from '@jest/globals';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import type { Connection, ConnectorDescription } from '../../../../lib/contract.ts';
import { isState } from '../../../../lib/document-shape.ts';
import {
  connectedNames,
  countUses,
  fittingChoices,
  rankConnectors,
  type Ranking,
  searchChoices,
  suggestChoices,
} from './rank-choices.ts';
import { stepChoices } from './step-choices.ts';

const action = (name: string, title: string, more: object = {}): object => ({ name, title, description: '', ...more });
const connectors = [
  {
    name: 'http',
    title: 'HTTP',
    version: '1.0.0',
    actions: [action('request', 'HTTP request', { description: 'Sends a request to respond to.' })],
  },
  { name: 'core', title: 'Millrace', version: '1.0.0', actions: [action('respond', 'Respond'), action('log', 'Log')] },
  {
    name: 'slack',
    title: 'Slack',
    version: '0.4.1',
    actions: [action('post', 'Post message'), action('list', 'List channels', { output: { type: 'array' } })],
  },
] as unknown as readonly ConnectorDescription[];
const choices = stepChoices(connectors, (key) => key.replace('step.', ''));
const find = (id: string): (typeof choices)[number] | undefined => choices.find((choice) => choice.id === id);
const plain: Ranking = { uses: {}, fitting: new Set(), connected: new Set() };
const idsOf = (found: readonly { readonly id: string }[]): readonly string[] => found.map(({ id }) => id);

describe('what can be added', () => {
  test('begins with the flow and the product’s own actions; then each connector has its own', () => {
    expect(choices.filter(({ of }) => of === undefined).map(({ id }) => id)).toEqual([
      ...['Pass', 'Choice', 'Map', 'repeat', 'Parallel', 'Wait', 'code', 'workflow', 'Succeed', 'Fail'].map(
        (id) => `flow:${id}`,
      ),
      'connector:core/respond',
      'connector:core/log',
    ]);
    expect(choices.slice(12).map(({ of }) => of?.name)).toEqual(['http', 'slack', 'slack']);
  });
  test('can be drawn', () => {
    expect(choices.filter(({ state }) => !isState(JSON.parse(JSON.stringify(state)) as JsonValue))).toEqual([]);
  });
  test('keeps its result, but not that of the product’s own actions', () => {
    expect([find('connector:http/request')?.keepsResult, find('connector:core/log')?.keepsResult]).toEqual([
      true,
      false,
    ]);
    expect(find('connector:http/request')?.connector).toEqual({ name: 'http', version: '1.0.0' });
  });
  test('an answer begins with a status and a body', () => {
    expect(find('connector:core/respond')?.state).toMatchObject({
      Arguments: { status: 200, body: '{% $states.input %}' },
    });
  });
});

describe('a search', () => {
  const found = (query: string, ranking = plain): readonly string[] => idsOf(searchChoices(choices, query, ranking));
  test.each([
    ['puts titles that begin with it first', 'resp', ['connector:core/respond', 'connector:http/request']],
    ['wants every word, wherever it stands', 'http SENDS', ['connector:http/request']],
    ['finds an action by its connector', 'slack post', ['connector:slack/post']],
    ['finds nothing that is not there', 'nothing such', []],
  ])('%s', (...[, query, expected]) => {
    expect(found(query)).toEqual(expected);
  });
  test('for nothing finds all', () => {
    expect(found('  ')).toHaveLength(choices.length);
  });
  test('puts what is used before what is not, of what is called alike', () => {
    const ranking = { ...plain, uses: { 'connector:slack/list': 3 } };
    expect(found('slack', ranking)).toEqual(['connector:slack/list', 'connector:slack/post']);
  });
});

const documentOf = (
  States: WorkflowDocument['machine']['States'],
  more: Partial<WorkflowDocument> = {},
): WorkflowDocument => ({
  millrace: 1,
  name: 'w',
  machine: { StartAt: Object.keys(States)[0] ?? '', States },
  ...more,
});
const listing = documentOf(
  {
    List: { Type: 'Task', Resource: 'connector:slack/list', Next: 'Each' },
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Code',
        States: {
          Code: { Type: 'Task', Resource: 'code:javascript', Next: 'Call' },
          Call: { Type: 'Task', Resource: 'workflow:x', End: true },
        },
      },
      End: true,
    },
  },
  { triggers: { hook: { type: 'webhook', path: 'w', respond: 'result' } } },
);

describe('what fits', () => {
  test.each([
    [
      'behind a list, a loop; and the answer that a caller waits for',
      { kind: 'next', state: 'List' },
      ['connector:core/respond', 'flow:Map'],
    ],
    [
      'behind a failure, an end',
      { kind: 'catch', state: 'List', index: 0 },
      ['connector:core/respond', 'flow:Fail', 'flow:Wait'],
    ],
    ['at the start, a transform', { kind: 'start' }, ['flow:Pass']],
    ['at the start of a loop, anything', { kind: 'start', scope: '/machine/States/Each/ItemProcessor' }, []],
  ] as const)('%s', (...[, slot, expected]) => {
    expect([...fittingChoices(listing, slot, connectors)].sort()).toEqual(expected);
  });
  test('no second answer', () => {
    const answered = documentOf(
      { R: { Type: 'Task', Resource: 'connector:core/respond', End: true } },
      { triggers: listing.triggers ?? {} },
    );
    expect([...fittingChoices(answered, { kind: 'next', state: 'R' }, connectors)]).toEqual([]);
  });
});

describe('what is offered first', () => {
  test('uses are those of the document, at every depth, on top of those before', () => {
    expect(countUses(listing, { 'flow:Map': 2, 'flow:Wait': 1 })).toEqual({
      'flow:Map': 3,
      'flow:Wait': 1,
      'flow:code': 1,
      'flow:workflow': 1,
      'connector:slack/list': 1,
    });
  });
  test('is what fits, then what is used most, and no more than four', () => {
    const uses = { 'flow:Wait': 1, 'flow:code': 5, 'connector:slack/post': 3, 'flow:Pass': 2 };
    expect(idsOf(suggestChoices(choices, { ...plain, uses, fitting: new Set(['flow:Fail']) }))).toEqual([
      'flow:Fail',
      'flow:code',
      'connector:slack/post',
      'flow:Pass',
    ]);
    expect(suggestChoices(choices, plain)).toEqual([]);
  });
  test('connectors that have an account come before those that have none', () => {
    const connected = connectedNames([{ connector: 'slack' } as Connection]);
    expect(rankConnectors(choices, { ...plain, connected }).map(({ name }) => name)).toEqual(['slack', 'http']);
    expect(rankConnectors(choices, plain).map(({ name }) => name)).toEqual(['http', 'slack']);
  });
});
