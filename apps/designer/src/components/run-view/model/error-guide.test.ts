import { failedItems, mapOf } from './failed-items.ts';
import { guideOf, type Failure } from './error-guide.ts';

const said = (status: number, body: unknown = '', more: object = {}): string =>
  JSON.stringify({ message: `api.acme.test answered ${status}`, status, host: 'api.acme.test', body, ...more });
const stripe = { service: 'Stripe', connection: 'acme', arguments: ['amount', 'body'] } as const;
const fatal = (cause: string): Failure => ({ error: 'Connector.Fatal', cause, ...stripe });

test.each<readonly [string, Failure, object]>([
  [
    '401',
    { error: 'Connector.Auth', cause: said(401), ...stripe },
    { row: 'auth', action: { kind: 'reconnect', connection: 'acme' } },
  ],
  [
    '401 without a connection',
    { error: 'Connector.Auth', cause: said(401), service: 'Stripe' },
    { row: 'auth', detail: 'None', action: { kind: 'chooseConnection', field: 'Credentials/Connection' } },
  ],
  [
    '403',
    fatal(said(403, '{"error":"insufficient_scope","scope":"charges.write"}')),
    {
      row: 'forbidden',
      detail: 'Scope',
      words: { scope: 'charges.write' },
      action: { kind: 'reconnectWithScope', connection: 'acme' },
    },
  ],
  [
    '404',
    fatal(said(404, "No such invoice: 'inv_123'")),
    {
      row: 'notFound',
      detail: 'What',
      words: { what: 'inv_123' },
      action: { kind: 'openField', field: 'Arguments/body' },
    },
  ],
  [
    '422 with its fields',
    fatal(said(422, '{"errors":[{"field":"amount"},{"field":"currency"}]}')),
    {
      row: 'rejected',
      detail: 'Fields',
      words: { fields: 'amount, currency' },
      action: { kind: 'openField', field: 'Arguments/amount' },
    },
  ],
  ['400', fatal(said(400)), { row: 'rejected', action: { kind: 'openField', field: 'Arguments/body' } }],
  ['409', fatal(said(409)), { row: 'rejected' }],
  [
    'a timeout',
    {
      error: 'States.Timeout',
      cause: JSON.stringify({ message: 'api.acme.test did not answer within 30 s.' }),
      ...stripe,
    },
    {
      row: 'timeout',
      detail: 'Seconds',
      words: { seconds: '30' },
      action: { kind: 'setTimeout', field: 'TimeoutSeconds' },
    },
  ],
  ['504', { error: 'Connector.Retryable', cause: said(504), ...stripe }, { row: 'timeout' }],
  [
    '429',
    { error: 'Connector.RateLimited', cause: said(429, '', { retryAfterMs: 60_000 }), endedAtMs: 0, ...stripe },
    { row: 'limited', detail: 'Time', action: { kind: 'limit' } },
  ],
  [
    '429 inside a Map',
    { error: 'Connector.RateLimited', mapName: 'Each order', ...stripe },
    { row: 'limited', action: { kind: 'limit', mapName: 'Each order' } },
  ],
  [
    '503',
    { error: 'Connector.Retryable', cause: said(503), ...stripe },
    { row: 'serviceFailed', action: { kind: 'retry' } },
  ],
  [
    'what nobody knows',
    { error: 'Connector.OutcomeUnknown', cause: said(500), ...stripe },
    { row: 'unknown', action: { kind: 'runAgain' } },
  ],
  [
    'an expression',
    {
      error: 'States.QueryEvaluationError',
      cause: JSON.stringify({ message: 'x', field: 'Output/Amount', position: 12 }),
    },
    {
      row: 'expression',
      detail: 'Position',
      words: { position: '12' },
      action: { kind: 'openField', field: 'Output/Amount' },
    },
  ],
  [
    'no rule',
    { error: 'States.NoChoiceMatched', type: 'Choice' },
    { row: 'noRule', action: { kind: 'addOtherwise', field: 'Default' } },
  ],
  [
    'too many items',
    { error: 'States.ExceedToleratedFailureThreshold', items: { failed: 40, all: 100 } },
    { row: 'items', detail: 'Counts', words: { failed: '40', all: '100' }, action: { kind: 'showItems' } },
  ],
  ['code', { error: 'Sandbox.Timeout' }, { row: 'sandbox', action: { kind: 'openCode', field: 'Arguments/source' } }],
  ['another status', fatal(said(418)), { row: 'fatal', action: { kind: 'openField' } }],
  [
    'an error of its own',
    { error: 'Slack.ChannelNotFound', cause: 'gone' },
    { row: 'other', action: { kind: 'openStep' } },
  ],
  ['a cause that was cut', { error: 'Connector.Fatal', cause: '{"status":40' }, { row: 'fatal' }],
])('%s', (...[, failure, expected]) => {
  expect(guideOf(failure)).toMatchObject(expected);
});

test('the items of a Map that failed are counted', () => {
  const steps = [
    ['Each[0]/Ask', 'succeeded'],
    ['Each[1]/Ask', 'failed'],
    ['Each[1]/Tell', 'failed'],
    ['Each[2]/Inner[0]/Ask', 'failed'],
    ['Each', 'failed'],
    ['Eachother[0]/Ask', 'failed'],
  ].map(([path = '', status]) => ({ path, status: status as 'failed' }));
  expect(failedItems(steps, 'Each')).toEqual({ failed: 2, all: 3 });
  expect(failedItems(steps, 'Other')).toBeUndefined();
  expect(['Each[1]/Ask', 'Each'].map(mapOf)).toEqual(['Each', 'Each']);
});
