import { httpAction, type HttpAction } from '../action.ts';
import type { Pagination } from '../http-template.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { t } from '../schema.ts';
import { runHttpAction, type DeclarativeHost } from './run-http-action.ts';
import type { Evaluate } from './template.ts';

/** Paths only, which is all that these templates need. */
const evaluate: Evaluate = (expression, root) => {
  if (expression === '$') return root;
  const comparison = /^(.+) = "(.*)"$/.exec(expression);
  if (comparison !== null) return evaluate(comparison[1] ?? '', root) === comparison[2];
  return expression
    .split('.')
    .reduce<JsonValue | undefined>((value, step) => (value as JsonObject | undefined | null)?.[step], root);
};
const CLOSED = { additionalProperties: false };
const answerOf = (body: JsonValue, changes: Partial<HttpResponse> = {}): HttpResponse => ({
  ...{ status: 200, headers: {}, cookies: [], url: 'https://desk.example/tickets' },
  body,
  ...changes,
});

interface Service {
  readonly sent: HttpRequest[];
  readonly warnings: string[];
  run(action: HttpAction, input?: JsonObject): Promise<JsonValue>;
}
/** A service that answers each request by a function. */
function serve(answer: (request: HttpRequest, index: number) => HttpResponse): Service {
  const sent: HttpRequest[] = [];
  const warnings: string[] = [];
  const host: DeclarativeHost = {
    evaluate,
    send: async (request, judge) => {
      sent.push(request);
      const response = await Promise.resolve(answer(request, sent.length - 1));
      const failure = judge?.(request, response);
      if (failure !== undefined) throw failure;
      return response;
    },
    failureOf: (_, { status }) => new Error(`usual failure ${status}`),
    warn: (message) => warnings.push(message),
  };
  const run = (action: HttpAction, input: JsonObject = {}): Promise<JsonValue> =>
    runHttpAction(
      { action, errorPrefix: 'Desk', root: { input, connection: { team: 'blue' }, idempotencyKey: 'key-1' } },
      host,
    );
  return { sent, warnings, run };
}

describe('one request', () => {
  const create = httpAction({
    title: 'Create a ticket',
    effects: 'write',
    idempotency: { header: 'Idempotency-Key' },
    input: t.Object({ queue: t.String(), subject: t.String(), note: t.Optional(t.String()) }, CLOSED),
    output: t.Object({ id: t.String() }),
    sample: { id: '1' },
    request: {
      method: 'POST',
      path: '/queues/{queue}/tickets',
      query: { team: '{% connection.team %}', lang: 'en', absent: '{% input.absent %}' },
      headers: { 'x-note': '{% input.note %}' },
      body: { subject: '{% input.subject %}', note: '{% input.note %}', key: '{% idempotencyKey %}' },
    },
    map: { id: '{% body.ticket.id %}' },
  });

  test('is made of what templates yield; what yields nothing is left out', async () => {
    const desk = serve(() => answerOf({ ticket: { id: 'T-1' } }));
    expect(await desk.run(create, { queue: 'a/b c', subject: 'Fire' })).toEqual({ id: 'T-1' });
    expect(desk.sent).toEqual([
      {
        ...{ method: 'POST', url: '/queues/a%2Fb%20c/tickets', as: 'json' },
        ...{ query: { team: 'blue', lang: 'en' }, headers: {} },
        body: { kind: 'json', value: { subject: 'Fire', key: 'key-1' } },
      },
    ]);
  });

  test.each(['', '.', '..'])('a part of the path is never "%s"', async (queue) => {
    const desk = serve(() => answerOf(null));
    await expect(desk.run(create, { queue, subject: 'x' })).rejects.toMatchObject({
      detail: { code: 'connector.path_invalid' },
    });
    expect(desk.sent).toEqual([]);
  });

  test('a status can mean that there is nothing', async () => {
    const find = { ...create, request: { ...create.request, empty: [404] } };
    const desk = serve(() => answerOf({ error: 'none' }, { status: 404 }));
    expect(await desk.run(find, { queue: 'a', subject: 'x' })).toBeNull();
    expect(desk.sent[0]?.ok).toContain(404);
    expect(desk.sent[0]?.ok).toContain(200);
  });
});

describe('errors', () => {
  const close = httpAction({
    title: 'Close a ticket',
    effects: 'write',
    idempotency: 'method',
    input: t.Object({}, CLOSED),
    output: t.Json(),
    sample: null,
    request: { method: 'PUT', path: '/ticket' },
    errors: [
      { status: 409, name: 'TicketClosed', message: '{% body.reason %}' },
      { when: 'body.ok = "no"', message: 'The service says no.', retryable: true },
    ],
  });
  const run = (answer: HttpResponse): Promise<JsonValue> => serve(() => answer).run(close);

  test('have the name and the sentence of the first rule that fits', async () => {
    const thrown = await run(answerOf({ reason: 'Closed in May.' }, { status: 409 })).catch((cause: unknown) => cause);
    expect(thrown).toMatchObject({
      ...{ connectorFailure: 'fatal', errorName: 'Desk.TicketClosed', message: 'Closed in May.' },
      detail: { status: 409 },
    });
  });
  test('hide behind a 200', () =>
    expect(run(answerOf({ ok: 'no' }))).rejects.toMatchObject({ connectorFailure: 'retryable' }));
  test('that no rule names mean what they always mean', () =>
    expect(run(answerOf({}, { status: 500 }))).rejects.toThrow('usual failure 500'));
  test('and no error is none', async () => expect(await run(answerOf({ ok: 'yes' }))).toEqual({ ok: 'yes' }));
});

describe('pages', () => {
  const numbers = (from: number, to: number): number[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  const list = (paginate: Pagination): HttpAction =>
    httpAction({
      title: 'List numbers',
      effects: 'read',
      input: t.Object({}, CLOSED),
      record: t.Number(),
      sample: 1,
      request: { method: 'GET', path: '/numbers' },
      records: 'items',
      paginate,
    });
  const asNumber = (value: unknown): number => Number(value);

  /** Each kind of paging over the same `total` numbers, `size` in a page. */
  const KINDS: Readonly<
    Record<
      Pagination['by'],
      { action: HttpAction; readonly answer: (total: number) => (request: HttpRequest) => HttpResponse }
    >
  > = {
    cursor: {
      action: list({ by: 'cursor', next: 'meta.next', send: { query: 'after' }, size: { query: 'size', max: 3 } }),
      answer: (total) => (request) => {
        const from = request.query?.after === undefined ? 0 : Number(String(request.query.after).slice(1));
        const to = Math.min(total, from + asNumber(request.query?.size));
        return answerOf({ items: numbers(from, to), meta: { next: to < total ? `c${to}` : null } });
      },
    },
    page: {
      action: list({ by: 'page', send: { query: 'page' }, from: 0, size: { query: 'size', max: 3 } }),
      answer: (total) => (request) => {
        const size = asNumber(request.query?.size);
        const from = asNumber(request.query?.page) * size;
        return answerOf({ items: numbers(from, Math.min(total, from + size)) });
      },
    },
    offset: {
      action: list({ by: 'offset', send: { body: 'skip' }, size: { query: 'size', max: 3 } }),
      answer: (total) => (request) => {
        const { skip } = (request.body as unknown as { value: { skip: number } }).value;
        return answerOf({ items: numbers(skip, Math.min(total, skip + asNumber(request.query?.size))) });
      },
    },
    link: {
      action: list({ by: 'link', size: { query: 'size', max: 3 } }),
      answer: (total) => (request) => {
        const query = new URL(request.url, 'https://desk.example').searchParams;
        const from = asNumber(query.get('from') ?? 0);
        const size = asNumber(request.query?.size ?? query.get('size'));
        const to = Math.min(total, from + size);
        const next = `<https://desk.example/numbers?from=${to}&size=${size}>; rel="next", <https://desk.example/>; rel="first"`;
        return answerOf({ items: numbers(from, to) }, { headers: to < total ? { link: next } : {} });
      },
    },
    nextUrl: {
      action: list({ by: 'nextUrl', next: 'next', size: { query: 'size', max: 3 } }),
      answer: (total) => (request) => {
        const query = new URL(request.url, 'https://desk.example').searchParams;
        const from = asNumber(query.get('from') ?? 0);
        const size = asNumber(request.query?.size ?? query.get('size'));
        const to = Math.min(total, from + size);
        return answerOf({
          items: numbers(from, to),
          ...(to < total ? { next: `/numbers?from=${to}&size=${size}` } : {}),
        });
      },
    },
  };
  const cases = Object.keys(KINDS).flatMap((by) =>
    [0, 1, 3, 4, 9, 10].map((total) => [by as Pagination['by'], total] as const),
  );

  test.each(cases)('by %s: all of %i, once each', async (by, total) => {
    const { action, answer } = KINDS[by];
    expect(await serve(answer(total)).run(action)).toEqual({ items: numbers(0, total), next: null });
  });

  test.each(cases)('by %s: of %i, two at a time, each call from where the last one ended', async (by, total) => {
    const { action, answer } = KINDS[by];
    const seen: JsonValue[] = [];
    let cursor: JsonValue | undefined;
    do {
      const input: JsonObject = { limit: 2, ...(typeof cursor === 'string' ? { cursor } : {}) };
      const page = (await serve(answer(total)).run(action, input)) as { items: JsonValue[]; next: JsonValue };
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(numbers(0, total));
  });

  test('a limit inside a page keeps the rest for the next call', async () => {
    const whole = list({ by: 'cursor', next: 'next', send: { query: 'after' } });
    const desk = serve(() => answerOf({ items: [1, 2, 3, 4, 5] }));
    const first = (await desk.run(whole, { limit: 2 })) as { items: JsonValue; next: string };
    expect(first.items).toEqual([1, 2]);
    expect(await desk.run(whole, { limit: 10, cursor: first.next })).toEqual({ items: [3, 4, 5], next: null });
  });

  test('empty and short pages of a service with cursors are no end', async () => {
    const pages = [{ items: [1], next: 'a' }, { items: [], next: 'b' }, { items: [2] }];
    const desk = serve((_, index) => answerOf(pages[index] as JsonValue));
    expect(await desk.run(list({ by: 'cursor', next: 'next', send: { header: 'x-after' } }))).toEqual({
      items: [1, 2],
      next: null,
    });
    expect(desk.sent.map(({ headers }) => headers)).toEqual([{}, { 'x-after': 'a' }, { 'x-after': 'b' }]);
  });

  test('a service that gives the same cursor again is not asked for ever', async () => {
    const desk = serve(() => answerOf({ items: [1], next: 'again' }));
    expect(await desk.run(list({ by: 'cursor', next: 'next', send: { query: 'after' } }))).toEqual({
      items: [1, 1],
      next: null,
    });
    expect(desk.warnings).toHaveLength(1);
  });

  test('a hundred pages are the most, and the next call goes on there', async () => {
    const desk = serve((_, index) => answerOf({ items: [index], next: `c${index}` }));
    const { items, next } = (await desk.run(list({ by: 'cursor', next: 'next', send: { query: 'after' } }), {
      limit: 1000,
    })) as {
      items: JsonValue[];
      next: string;
    };
    expect(items).toHaveLength(100);
    expect(typeof next).toBe('string');
  });

  test.each(['nonsense', 'e30', '', btoa('[true,0,1]'), btoa('["a",-1,1]')])('"%s" is no cursor', (cursor) =>
    expect(serve(() => answerOf({})).run(KINDS.cursor.action, { cursor })).rejects.toMatchObject({
      detail: { code: 'connector.cursor_invalid' },
    }),
  );

  test('each record is mapped', async () => {
    const mapped = { ...KINDS.cursor.action, map: { value: '{% record %}', team: '{% connection.team %}' } };
    expect(await serve(KINDS.cursor.answer(2)).run(mapped)).toEqual({
      items: [
        { value: 0, team: 'blue' },
        { value: 1, team: 'blue' },
      ],
      next: null,
    });
  });
});

describe('parameters as OpenAPI describes them', () => {
  const send = async (rule: object, value: JsonValue): Promise<HttpRequest> => {
    const action = httpAction({
      title: 'Ask',
      effects: 'read',
      input: t.Object({}, CLOSED),
      output: t.Json(),
      sample: null,
      request: {
        method: 'GET',
        path: '/a/{p}',
        parameters: [
          { from: ['v'], in: 'query', name: 'p', ...rule },
          { from: ['seg'], in: 'path', name: 'p' },
        ],
      },
    });
    const desk = serve(() => answerOf(null));
    await desk.run(action, { v: value, seg: 'x' });
    return desk.sent[0]!;
  };
  const filter = { state: 'open', tags: ['a', 'b'] };

  test.each<[string, object, JsonValue, JsonObject]>([
    ['form', {}, 'a b', { p: 'a b' }],
    ['form of a list', {}, ['a', 'b'], { p: ['a', 'b'] }],
    ['form of a list, not exploded', { explode: false }, ['a', 'b'], { p: 'a,b' }],
    ['form of an object', {}, { a: 1, b: true }, { a: '1', b: 'true' }],
    ['form of an object, not exploded', { explode: false }, { a: 1, b: 2 }, { p: 'a,1,b,2' }],
    ['spaces between', { style: 'spaceDelimited' }, ['a', 'b'], { p: 'a b' }],
    ['bars between', { style: 'pipeDelimited' }, ['a', 'b'], { p: 'a|b' }],
    ['deep objects', { style: 'deepObject' }, filter, { 'p[state]': 'open', 'p[tags][0]': 'a', 'p[tags][1]': 'b' }],
    ['deep lists', { style: 'deepObject' }, ['a', { b: 1 }], { 'p[0]': 'a', 'p[1][b]': '1' }],
    ['JSON', { isJson: true }, filter, { p: JSON.stringify(filter) }],
  ])('%s', async (...[, rule, value, query]) => expect((await send(rule, value)).query).toEqual(query));

  test.each<[string, object, JsonValue, string]>([
    ['a list in the path', { in: 'path', from: ['v'] }, ['a/b', 'c'], '/a/a%2Fb,c'],
    ['an object in the path', { in: 'path', from: ['v'], explode: true }, { a: 'x y' }, '/a/a=x%20y'],
  ])('%s', async (...[, rule, value, url]) => expect((await send(rule, value)).url).toBe(url));

  test('headers and cookies', async () => {
    expect((await send({ in: 'header', name: 'x-ids' }, [1, 2])).headers).toEqual({ 'x-ids': '1,2' });
    expect((await send({ in: 'cookie', name: 'session' }, 'a;b')).headers).toEqual({ cookie: 'session=a%3Bb' });
  });
  test('what is not given is not sent', async () => expect((await send({}, null)).query).toEqual({}));
});
