import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { FatalError, PauseError, RetryableError, type HttpResponse } from '@millrace/connector-sdk';
import { Breakers } from './breaker.ts';

let nowMs = 0;
beforeEach(() => {
  nowMs = 1_800_000_000_000;
  jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const down = (): Error => new RetryableError('It is down.');

/** A service by script, asked through breakers. */
function world() {
  const breakers = new Breakers();
  let failure: Error | undefined;
  let sent = 0;
  const send = (url: string): Promise<HttpResponse> => {
    sent += 1;
    if (failure !== undefined) return Promise.reject(failure);
    return Promise.resolve({ status: 200, headers: {}, cookies: [], body: null, url });
  };
  const ask = async (owner = 'desk', url = 'https://api.example.com/a'): Promise<string> => {
    try {
      await breakers.guard(owner, ({ url: asked }) => send(asked))({ method: 'GET', url });
      return 'ok';
    } catch (cause) {
      const { detail } = cause as { readonly detail?: { readonly code?: string } };
      return detail?.code ?? 'failed';
    }
  };
  return {
    breakers,
    ask,
    sent: () => sent,
    failWith: (next: Error | undefined) => {
      failure = next;
    },
    many: async (count: number, intervalMs = 100): Promise<string[]> => {
      const ends: string[] = [];
      for (let call = 0; call < count; call += 1) {
        ends.push(await ask());
        nowMs += intervalMs;
      }
      return ends;
    },
  };
}

test('half of twenty calls within thirty seconds open it, fewer calls do not', async () => {
  const { many, failWith, ask, sent } = world();
  await many(10);
  failWith(down());
  expect(await many(9)).toEqual(Array(9).fill('failed'));
  expect(await ask()).toBe('failed');
  expect(await ask()).toBe('connection.circuit_open');
  expect(sent()).toBe(20);
});

test('it says when it tries again', async () => {
  const { breakers, many, failWith } = world();
  failWith(down());
  await many(20, 0);
  nowMs += 12_000;
  const refused = breakers.guard('desk', () => Promise.reject(down()))({
    method: 'GET',
    url: 'https://api.example.com/',
  });
  await expect(refused).rejects.toMatchObject({
    ...{ connectorFailure: 'retryable', retryAfterMs: 18_000 },
    detail: { code: 'connection.circuit_open', host: 'api.example.com' },
  });
});

test('after half a minute one call tries: a good one closes it, a bad one opens it for as long again', async () => {
  const { many, failWith, ask, sent } = world();
  failWith(down());
  await many(20, 0);
  nowMs += 30_000;
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([
    'failed',
    'connection.circuit_open',
    'connection.circuit_open',
  ]);
  expect(sent()).toBe(21);
  nowMs += 29_999;
  expect(await ask()).toBe('connection.circuit_open');
  nowMs += 1;
  failWith(undefined);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(['ok', 'ok', 'ok']);
  failWith(down());
  // What was before is forgotten.
  expect(await ask()).toBe('failed');
  failWith(undefined);
  expect(await ask()).toBe('ok');
});

test('failures that are further apart than the sample do not add up', async () => {
  const { many, failWith } = world();
  failWith(down());
  expect(await many(60, 2000)).toEqual(Array(60).fill('failed'));
});

test.each([
  ['too many calls', new RetryableError('Slow down.', { name: 'Connector.RateLimited' })],
  ['refused credentials', new PauseError('Who are you?')],
  ['a wrong call', new FatalError('No such thing.')],
  ['a refusal of the guard', Object.assign(new Error('Closed.'), { code: 'outbound.address_blocked' })],
])('%s are no trouble of the service', async (_, failure) => {
  const { many, failWith, sent } = world();
  failWith(failure);
  await many(40);
  expect(sent()).toBe(40);
});

test('what nobody knows the outcome of, and what took too long, is', async () => {
  const { many, failWith, sent } = world();
  failWith(new FatalError('Too slow.', { name: 'States.Timeout' }));
  await many(10);
  failWith(Object.assign(new Error('Who knows.'), { isOutcomeUnknown: true }));
  await many(20);
  expect(sent()).toBe(20);
});

test('each connection has its own, for each host', async () => {
  const { many, failWith, ask } = world();
  failWith(down());
  await many(20);
  expect(await ask()).toBe('connection.circuit_open');
  failWith(undefined);
  expect(await ask('other')).toBe('ok');
  expect(await ask('desk', 'https://files.example.com/')).toBe('ok');
  expect(await ask('desk', 'not a url')).toBe('ok');
});
