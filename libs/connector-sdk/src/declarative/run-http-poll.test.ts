import type { HttpRequest } from '../http.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { t } from '../schema.ts';
import { httpPolling, type HttpPolling } from '../trigger.ts';
import { runHttpPoll, type HttpPollCall } from './run-http-poll.ts';
import type { Evaluate } from './template.ts';

const MINUTE_MS = 60_000;
const NOON_MS = Date.parse('2030-01-01T12:00:00Z');
const atNoon = (minutes: number): string => new Date(NOON_MS + minutes * MINUTE_MS).toISOString();

/** Members by their names, joined by dots. */
const evaluate: Evaluate = (expression, root) =>
  expression === '$'
    ? root
    : expression
        .split('.')
        .reduce<JsonValue | undefined>((value, step) => (value as JsonObject | undefined)?.[step], root);
const usual = {
  ...{ title: 'Ticket updated', input: t.Object({}), output: t.Object({}), sample: {}, records: 'tickets' },
  request: { method: 'GET', path: '/tickets', query: { sort: 'updated' } },
  incremental: { field: 'updated', send: { query: 'since' }, format: 'iso' },
  id: '{% record.id %}',
} as const;

/** Polls a service that answers what it is given, in turn. */
function world(trigger: HttpPolling, answers: readonly JsonObject[]) {
  const sent: HttpRequest[] = [];
  const poll = (more: Partial<HttpPollCall> = {}) =>
    runHttpPoll(
      {
        ...{ trigger, errorPrefix: 'Desk', input: {}, connection: {}, limit: 100 },
        ...{ startMs: NOON_MS, nowMs: NOON_MS + 30 * MINUTE_MS },
        ...more,
      },
      {
        evaluate,
        send: (request) => {
          sent.push(request);
          return Promise.resolve({
            ...{
              status: 200,
              headers: {},
              cookies: [],
              url: request.url,
              body: answers[sent.length - 1] ?? { tickets: [] },
            },
          });
        },
        failureOf: () => new Error('It failed.'),
        warn: () => undefined,
      },
    );
  return { poll, sent };
}
const ticket = (id: string, minutes: number): JsonObject => ({ id, updated: atNoon(minutes) });

test('asks for what has changed since, and some of what it has read before', async () => {
  const { poll, sent } = world(httpPolling(usual), [
    { tickets: [ticket('a', 2), ticket('b', 9), ticket('c', 5)] },
    { tickets: [ticket('b', 9)] },
  ]);
  const first = await poll();
  expect(sent[0]).toMatchObject({ url: '/tickets', query: { sort: 'updated', since: atNoon(-1) } });
  expect(first).toEqual({
    items: [
      { id: 'a', data: ticket('a', 2), at: atNoon(2) },
      { id: 'b', data: ticket('b', 9), at: atNoon(9) },
      { id: 'c', data: ticket('c', 5), at: atNoon(5) },
    ],
    cursor: { since: atNoon(9) },
    more: false,
  });
  const second = await poll({ cursor: first.cursor });
  expect(sent[1]?.query).toMatchObject({ since: atNoon(8) });
  expect(second).toMatchObject({ items: [{ id: 'b' }], cursor: { since: atNoon(9) } });
  expect((await poll({ cursor: second.cursor })).cursor).toEqual({ since: atNoon(9) });
});

test('what happened before the start is nobody’s business', async () => {
  const { poll } = world(httpPolling(usual), [{ tickets: [ticket('old', -0.5), ticket('new', 0)] }]);
  expect((await poll()).items.map(({ id }) => id)).toEqual(['new']);
});

test('a time that has not come yet hides nothing', async () => {
  const { poll } = world(httpPolling(usual), [{ tickets: [ticket('a', 500_000)] }]);
  expect((await poll()).cursor).toEqual({ since: atNoon(30) });
});

test('page by page, and only behind the last one it has read further', async () => {
  const trigger = httpPolling({ ...usual, paginate: { by: 'cursor', next: 'next', send: { query: 'cursor' } } });
  const { poll, sent } = world(trigger, [
    { tickets: [ticket('a', 9), ticket('b', 8)], next: 'p2' },
    { tickets: [ticket('c', 3)], next: null },
  ]);
  const first = await poll({ limit: 2 });
  expect(first).toMatchObject({ items: [{ id: 'a' }, { id: 'b' }], cursor: { since: atNoon(0) }, more: true });
  const second = await poll({ limit: 2, cursor: first.cursor });
  expect(sent[1]?.query).toMatchObject({ cursor: 'p2', since: atNoon(-1) });
  expect(second).toMatchObject({ items: [{ id: 'c' }], cursor: { since: atNoon(9) }, more: false });
  expect(second.cursor).not.toHaveProperty('page');
});

test.each([
  ['epoch', { query: 'since' }, { query: { since: String(NOON_MS / 1000 - 60) } }, NOON_MS / 1000 + 60],
  ['epochMs', { header: 'x-since' }, { headers: { 'x-since': String(NOON_MS - MINUTE_MS) } }, NOON_MS + MINUTE_MS],
  [
    'epoch',
    { body: 'since' },
    { body: { value: { since: NOON_MS / 1000 - 60, open: true } } },
    String(NOON_MS / 1000 + 60),
  ],
] as const)('times as %s, sent in %j', async (...[format, send, expected, updated]) => {
  const request = { method: 'POST', path: '/tickets', body: { open: true } } as const;
  const trigger = httpPolling({ ...usual, request, incremental: { field: 'updated', send, format } });
  const { poll, sent } = world(trigger, [{ tickets: [{ id: 1, updated }] }]);
  expect(await poll()).toMatchObject({ items: [{ id: '1', at: atNoon(1) }], cursor: { since: atNoon(1) } });
  const [{ query = {}, ...rest }] = sent as [HttpRequest];
  const shown = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
  expect({ ...rest, query: shown }).toMatchObject(expected);
});

test('a record is made into what the trigger says, and without an id it is a fault', async () => {
  const trigger = httpPolling({ ...usual, map: { subject: '{% record.title %}' } });
  const { poll } = world(trigger, [{ tickets: [{ id: 'a', title: 'Printer' }] }, { tickets: [{ title: 'Printer' }] }]);
  // One without a time is told, and moves nothing.
  expect(await poll()).toEqual({
    items: [{ id: 'a', data: { subject: 'Printer' } }],
    cursor: { since: atNoon(0) },
    more: false,
  });
  await expect(poll()).rejects.toMatchObject({ detail: { code: 'connector.output_mismatch' } });
});
