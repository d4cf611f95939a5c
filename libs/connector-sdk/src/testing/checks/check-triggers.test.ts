// Checks of triggers: polling, webhooks, streams.
import { t } from '../../schema.ts';
import {
  httpPolling,
  pollingTrigger,
  streamTrigger,
  webhookTrigger,
  type RemoteSubscription,
  type StreamTrigger,
  type Trigger,
  type WebhookTrigger,
} from '../../trigger.ts';
import type { FakeHook } from '../fake/fake-hooks.ts';
import type { PollingCase, StreamCase, WebhookCase } from '../test-case.ts';
import { checkPolling } from './check-polling.ts';
import { checkStreams } from './check-streams.ts';
import { checkWebhooks } from './check-webhooks.ts';
import type { Problems } from './subject.ts';
import { aSubject, CLOSED, sample, Ticket, ticketNo, type ToyState, type ToyTicket } from './toy-desk.ts';

const says = (text: string): unknown => expect.arrayContaining([expect.stringContaining(text)]);
const about = { title: 'Ticket made', input: t.Object({}, CLOSED), output: Ticket, sample };
const subjectOf = (trigger: Trigger) => aSubject({ triggers: { tried: trigger } });

describe('C9 polling', () => {
  const happening: PollingCase<ToyState> = {
    ...{ trigger: 'tried', input: {} },
    happen: (state, { index, at }) => state.tickets.push(ticketNo(index, at)),
    forget: (state, index) => (state.tickets = state.tickets.filter(({ id }) => id !== String(index + 1))),
  };
  const check = (trigger: Trigger): Promise<Problems> => checkPolling(subjectOf(trigger), happening as PollingCase);

  /** How a trigger asks, and what it makes of the answer. */
  interface Habits {
    readonly since?: (start: Date, cursor: string | undefined) => string | undefined;
    readonly parameter?: string;
    readonly idOf?: (ticket: ToyTicket, index: number) => string;
    readonly next?: (tickets: readonly ToyTicket[], since: string, nowMs: number) => string;
    readonly check?: (tickets: readonly ToyTicket[], cursor: string | undefined) => void;
  }
  const polling = (habits: Habits = {}) => {
    const {
      since = (start, cursor) => cursor ?? start.toISOString(),
      parameter = 'since',
      idOf = ({ id }) => id,
    } = habits;
    const { next = (tickets, from) => tickets.at(-1)?.at ?? from, check: look } = habits;
    return pollingTrigger({
      ...{ ...about, cursor: t.Object({ since: t.String() }) },
      async poll({ http, clock }, { cursor, start, limit }) {
        const from = since(start, cursor?.since);
        const query = { [parameter]: from, limit };
        const { tickets } = (await http.get<{ tickets: ToyTicket[] }>('/tickets', { query, as: 'json' })).body;
        look?.(tickets, cursor?.since);
        const items = tickets.map((ticket, index) => ({ id: idOf(ticket, index), data: ticket }));
        return { items, cursor: { since: next(tickets, from ?? '', clock.nowMs()) }, more: tickets.length === limit };
      },
    });
  };

  test('good: everything since the last one, that one too', async () => expect(await check(polling())).toEqual([]));

  test('good: data, which reads a little again', async () => {
    const asData = httpPolling({
      ...about,
      request: { method: 'GET', path: '/tickets' },
      records: 'tickets',
      paginate: { by: 'cursor', next: 'next', send: { query: 'cursor' }, size: { query: 'limit', max: 100 } },
      incremental: { field: 'at', send: { query: 'since' }, format: 'iso' },
      id: '{% record.id %}',
    });
    expect(await check(asData)).toEqual([]);
  });

  test('bad: data that asks only for what is later', async () => {
    const asData = httpPolling({
      ...about,
      request: { method: 'GET', path: '/tickets' },
      records: 'tickets',
      incremental: { field: 'at', send: { query: 'after' }, format: 'iso', overlapSeconds: 0 },
      id: '{% record.id %}',
    });
    expect(await check(asData)).toEqual(says('when a page ends among things of the same time'));
  });

  test('bad: history comes unasked', async () =>
    expect(await check(polling({ since: (_, cursor) => cursor }))).toEqual(
      says('desk/tried: of three things before the first publish and one after it, 1 runs were to start, and 4 did.'),
    ));

  test('bad: only what is later than the last one', async () =>
    expect(await check(polling({ parameter: 'after' }))).toEqual(
      says(
        'when a page ends among things of the same time, and one more of that time comes late, 7 runs were to start, and',
      ),
    ));

  test('bad: another id each time', async () =>
    expect(await check(polling({ idOf: ({ id }, index) => `${id}-${index}` }))).toEqual(
      says('when a page ends among things of the same time'),
    ));

  test('bad: the cursor is our own clock', async () => {
    const problems = await check(polling({ next: (_, __, nowMs) => new Date(nowMs).toISOString() }));
    expect(problems).toEqual(
      says('when our clock was an hour ahead and is set right, 4 runs were to start, and 3 did.'),
    );
  });

  test('bad: it needs the last thing to be there', async () => {
    const clinging = polling({
      since: (start, cursor) => (cursor === undefined || cursor === 'none' ? start.toISOString() : cursor),
      next: (tickets) => tickets.at(-1)?.at ?? 'none',
      check: (tickets, cursor = 'none') => {
        if (cursor !== 'none' && !tickets.some(({ at }) => at === cursor)) throw new Error('Where is it?');
      },
    });
    expect(await check(clinging)).toEqual(says('when the newest thing is deleted at the service,'));
  });

  test('bad: what it keeps in memory is lost with the process', async () => {
    const seen = new Set<string>();
    const remembering = polling();
    const { poll } = remembering as Extract<typeof remembering, { by: 'code' }>;
    const forgetful = {
      ...remembering,
      poll: async (...given: Parameters<typeof poll>) => {
        const polled = await poll(...given);
        const items = polled.items.filter(({ id }) => !seen.has(id));
        items.forEach(({ id }) => seen.add(id));
        return { ...polled, items };
      },
    } as Trigger;
    expect(await check(forgetful)).toEqual(
      says('when the process dies between items and cursor, 2 runs were to start, and 0 did.'),
    );
  });
});

describe('C10 webhook', () => {
  const toRemote = ({ id, expires_at }: FakeHook): RemoteSubscription => ({
    remoteId: id,
    ...(expires_at === undefined ? {} : { expiresAt: expires_at }),
  });
  const subscription: NonNullable<WebhookTrigger['subscription']> = {
    identity: () => ({ event: 'made' }),
    create: async ({ http }, { url, secret }) =>
      toRemote((await http.post<FakeHook>('/hooks', { json: { url, secret } })).body),
    find: async ({ http }, { url }) =>
      (await http.get<FakeHook[]>('/hooks', { query: { url } })).body.map(toRemote)[0] ?? null,
    renew: async ({ http }, { remoteId: id }) =>
      toRemote((await http.patch<FakeHook>('/hooks/{id}', { path: { id } })).body),
    remove: ({ http }, { remoteId: id }) => http.delete('/hooks/{id}', { path: { id }, ok: [204, 404] }),
  };
  const webhook = (changes: Partial<WebhookTrigger> = {}): WebhookTrigger => ({
    ...webhookTrigger({
      ...about,
      subscription,
      verify: { hmac: 'sha256', header: 'x-signature', encoding: 'hex', signed: '{header.x-time}.{body}' },
      receive: (_, { json }) => [{ id: (json as unknown as ToyTicket).id, data: json as never }],
    }),
    ...changes,
  });
  const delivering: WebhookCase = {
    ...{ trigger: 'tried', input: {} },
    delivery: ({ index, at }) => ({ json: { ...ticketNo(index, at) } }),
  };
  const check = (trigger: WebhookTrigger, tried = delivering): Promise<Problems> =>
    checkWebhooks(subjectOf(trigger), tried);
  const without = (name: 'find' | 'renew') => {
    const { [name]: _, ...rest } = subscription;
    return webhook({ subscription: rest });
  };

  test.each([
    ['with all that a subscription may have', webhook()],
    ['without renewing: it is made anew', without('renew')],
    ['by standard webhooks', webhook({ verify: 'standard-webhooks' })],
    ['open to all, and said so', webhook({ verify: { none: 'the service signs nothing' } })],
  ])('good: %s', async (name, trigger) => {
    const standard: WebhookCase = {
      ...delivering,
      delivery: ({ index, at }) => ({ headers: { 'webhook-id': `m${index}` }, json: { ...ticketNo(index, at) } }),
    };
    expect(await check(trigger, name.includes('standard') ? standard : delivering)).toEqual([]);
  });

  test('good: signed by a function of its own', async () => {
    const own = webhook({ verify: ({ headers }, secret) => headers['x-word'] === secret });
    const sign: WebhookCase['sign'] = (_, { secret }) => ({ 'X-Word': secret });
    expect(await check(own, { ...delivering, sign })).toEqual([]);
  });

  test('bad: whoever dies leaves a second one behind', async () =>
    expect(await check(without('find'))).toEqual([
      'desk/tried: when the process dies with the new subscription in hand, the number of subscriptions at the service was to be 1, and is 2.',
    ]));

  test('bad: each workflow wants one of its own', async () => {
    let count = 0;
    const selfish = webhook({ subscription: { ...subscription, identity: () => (count += 1) } });
    expect(await check(selfish)).toEqual(says('when a workflow is published twice,'));
  });

  test('bad: it is renewed in word only', async () => {
    const lazy = webhook({
      subscription: { ...subscription, renew: (_, { remoteId }) => ({ remoteId, expiresAt: '2027-01-01T00:00:00Z' }) },
    });
    expect(await check(lazy)).toEqual([
      'desk/tried: when its time runs out, the number of subscriptions at the service was to be 1, and is 0.',
      expect.stringContaining(
        'when the service has forgotten it, the number of subscriptions at the service was to be 1, and is 0.',
      ),
      expect.stringContaining('a minute later was to be 1, and is 0.'),
    ]);
  });

  test('bad: what is gone cannot be removed', async () => {
    const strict = webhook({
      subscription: {
        ...subscription,
        remove: ({ http }, { remoteId: id }) => http.delete('/hooks/{id}', { path: { id } }),
      },
    });
    expect(await check(strict)).toEqual(
      says(
        'when the last workflow is switched off and the service has removed it already, it ends with Connector.Fatal',
      ),
    );
  });

  test('bad: nothing is removed', async () =>
    expect(await check(webhook({ subscription: { ...subscription, remove: () => null } }))).toEqual(
      says('when the last workflow is switched off, the number of subscriptions at the service was to be 0, and is 1.'),
    ));

  test('bad: any signature will do', async () =>
    expect(await check(webhook({ verify: () => true }))).toEqual([
      'desk/tried: when a delivery is signed by somebody else, the answer was to be 401, and is 202.',
      'desk/tried: when a delivery is signed by somebody else, the number of runs was to be 0, and is 1.',
      'desk/tried: when a delivery is not signed, the answer was to be 401, and is 202.',
      'desk/tried: when a delivery is not signed, the number of runs was to be 0, and is 1.',
    ]));

  test('bad: an old signature is as good as a new one', async () => {
    const timeless = webhook({ verify: ({ headers }, secret) => headers['x-word']?.startsWith(secret) === true });
    const sign: WebhookCase['sign'] = (_, { secret, nowMs }) => ({ 'x-word': `${secret} ${nowMs}` });
    expect(await check(timeless, { ...delivering, sign })).toEqual(
      says('when the signature of a delivery is six minutes old, the answer was to be 401, and is 202.'),
    );
  });

  test('bad: every delivery is another thing', async () => {
    let count = 0;
    const restless = webhook({ receive: (_, { json }) => [{ id: `n${(count += 1)}`, data: json }] });
    expect(await check(restless)).toEqual(
      says('when one thing is delivered three times, the number of runs was to be 1, and is 3.'),
    );
  });

  test('bad: the data is not what is declared', async () =>
    expect(await check(webhook({ receive: () => [{ id: '1', data: {} }] }))).toEqual(
      says('The data of the item "1" does not fit the output'),
    ));
});

describe('C11 stream', () => {
  const publishing: StreamCase<ToyState> = {
    ...{ trigger: 'tried', input: {} },
    publish: (state, index) => {
      state.messages.push({ id: `m${index}`, isDone: false });
      state.onMessage?.();
    },
    acknowledged: ({ messages }) => messages.filter(({ isDone }) => isDone).length,
  };
  const check = (stream: StreamTrigger['stream']): Promise<Problems> => {
    const trigger = streamTrigger({ ...about, output: t.String(), sample: 'm0', stream: stream as never });
    return checkStreams(subjectOf(trigger), publishing as StreamCase);
  };
  type Context = Parameters<StreamTrigger['stream']>[0];
  const waiting = async ({ http }: Context): Promise<readonly string[]> =>
    (await http.get<string[]>('/messages', { attempts: 1 })).body;
  const acknowledge = ({ http }: Context, id: string) => http.post('/messages/{id}/done', { path: { id } });

  test('good: kept, then acknowledged', async () =>
    expect(
      await check(async (context, { emit }) => {
        while (!context.signal.aborted)
          for (const id of await waiting(context)) {
            await emit({ id, data: id });
            await acknowledge(context, id);
          }
      }),
    ).toEqual([]));

  test('bad: acknowledged before it is kept', async () => {
    const problems = await check(async (context, { emit }) => {
      while (!context.signal.aborted)
        for (const id of await waiting(context)) {
          await acknowledge(context, id);
          await emit({ id, data: id });
        }
    });
    expect(problems).toEqual([
      'desk/tried: when a message is not yet kept, the number of messages that the service takes for done was to be 0, and is 1.',
      'desk/tried: when its owner dies with messages that are not kept, the number of runs was to be 2, and is 1.',
    ]);
  });

  test('bad: it takes more than it can hand on', async () =>
    expect(
      await check(async (context, { emit }) => {
        const under = new Set<string>();
        while (!context.signal.aborted) {
          const fresh = (await waiting(context)).filter((id) => !under.has(id));
          for (const id of fresh) {
            under.add(id);
            void emit({ id, data: id }).then(
              () => acknowledge(context, id),
              () => undefined,
            );
          }
          if (fresh.length === 0) await new Promise((resolve) => setImmediate(resolve));
        }
      }),
    ).toEqual(says('when 500 messages come and the store is slow, it hands over 500 at once, where 50 may wait')));

  test('bad: it does not come back', async () =>
    expect(
      await check(async (context, { emit }) => {
        const { signal } = context;
        try {
          while (!signal.aborted)
            for (const id of await waiting(context)) {
              await emit({ id, data: id });
              await acknowledge(context, id);
            }
        } catch {
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        }
      }),
    ).toEqual(says('when the connection breaks, the number of runs was to be 3, and is ')));

  test('bad: it ignores its signal', async () =>
    expect(await check(() => new Promise(() => undefined))).toEqual(
      says('it goes on 5 s after its signal was aborted.'),
    ));
});
