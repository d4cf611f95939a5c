import { RetryableError } from '@millrace/connector-sdk';
import { MemoryRateBudgetStore, VirtualClock } from '@millrace/testing';
import { CallBudgets, type TurnRequest } from './call-budgets.ts';

const answer = (headers: Readonly<Record<string, string>> = {}) => ({
  status: 200,
  headers,
  cookies: [],
  body: null,
  url: '',
});
const LIMIT = { requests: 10, perSeconds: 10 };

/** Processes that share budgets; what they sent, in order. */
function world(processes = 1) {
  const clock = new VirtualClock();
  const shared = new MemoryRateBudgetStore(clock);
  const budgets = Array.from(
    { length: processes },
    () =>
      new CallBudgets({
        shared,
        schedule: (delayMs, work) => clock.schedule(delayMs, work),
        nowMs: () => clock.nowMs(),
      }),
  );
  const sent: string[] = [];
  const call = (
    name: string,
    {
      process = 0,
      signal = new AbortController().signal,
      send,
      ...turn
    }: Partial<TurnRequest> & {
      process?: number;
      signal?: AbortSignal;
      send?: () => Promise<unknown>;
    } = {},
  ): Promise<unknown> =>
    budgets[process]!.turnFor({ key: 'desk', limit: LIMIT, workflow: 'w', ...turn })({ signal }, () => {
      sent.push(name);
      return send?.() ?? Promise.resolve(answer());
    });
  return { clock, shared, sent, call };
}
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

test('calls within the budget go at once, the others when it has filled', async () => {
  const { clock, sent, call } = world();
  const calls = many(5, (index) => call(`${index}`));
  await clock.advance(1);
  // A fifth of ten at once.
  expect(sent).toEqual(['0', '1']);
  await clock.advance(1300);
  expect(sent).toHaveLength(3);
  await clock.advance(3000);
  await Promise.all(calls);
  expect(sent).toHaveLength(5);
});

test('processes share it', async () => {
  const { clock, sent, call } = world(3);
  const calls = many(9, (index) => call(`${index}`, { process: index % 3 }).catch(() => 'limited'));
  await clock.advance(1);
  expect(sent).toHaveLength(2);
  await clock.advance(10_000);
  await Promise.all(calls);
});

test('who would wait for more than five seconds is told when to come again, and has made no attempt', async () => {
  const { clock, sent, call } = world();
  const calls = many(30, (index) =>
    call(`${index}`).then(
      () => 'sent',
      (cause: unknown) => cause,
    ),
  );
  await clock.advance(6000);
  const limited = (await Promise.all(calls)).filter((outcome) => outcome !== 'sent');
  expect(limited.length).toBeGreaterThan(15);
  expect(sent.length + limited.length).toBe(30);
  for (const cause of limited) {
    expect(cause).toMatchObject({ errorName: 'Connector.RateLimited', connectorFailure: 'retryable' });
    expect((cause as RetryableError).retryAfterMs).toBeGreaterThan(0);
  }
});

test('a workflow with one call does not wait behind one with many', async () => {
  const { clock, sent, call } = world();
  const busy = many(20, (index) => call(`busy ${index}`, { workflow: 'busy' }).catch(() => undefined));
  await clock.advance(1);
  const quiet = call('quiet', { workflow: 'quiet' });
  await clock.advance(2600);
  await quiet;
  expect(sent.indexOf('quiet')).toBeLessThanOrEqual(4);
  await clock.advance(10_000);
  await Promise.all(busy);
});

test('no more at the same time than the connector says', async () => {
  const { clock, sent, call } = world();
  const ends: (() => void)[] = [];
  const limit = { requests: 1000, perSeconds: 1, concurrent: 2 };
  const send = (): Promise<unknown> => new Promise((resolve) => ends.push(() => resolve(answer())));
  const calls = many(4, (index) => call(`${index}`, { limit, send }));
  await clock.advance(1);
  expect(sent).toEqual(['0', '1']);
  ends[0]?.();
  await clock.advance(1);
  expect(sent).toEqual(['0', '1', '2']);
  ends.slice(1).forEach((end) => end());
  await clock.advance(1);
  ends.forEach((end) => end());
  await Promise.all(calls);
});

test('what the service says about waiting holds for everybody', async () => {
  const { clock, sent, call } = world(2);
  const refuse = (): Promise<never> =>
    Promise.reject(new RetryableError('Busy.', { name: 'Connector.RateLimited', retryAfterMs: 3000 }));
  await expect(call('first', { send: refuse })).rejects.toThrow('Busy.');
  const next = call('next', { process: 1 });
  await clock.advance(2500);
  expect(sent).toEqual(['first']);
  await clock.advance(1000);
  await next;
});

test('a refusal that says nothing halves the rate', async () => {
  const { clock, sent, call } = world();
  const refuse = (): Promise<never> => Promise.reject(new RetryableError('Busy.', { name: 'Connector.RateLimited' }));
  await expect(call('first', { send: refuse })).rejects.toThrow('Busy.');
  const calls = many(3, (index) => call(`${index}`));
  await clock.advance(2000);
  expect(sent).toEqual(['first']);
  await clock.advance(3000);
  expect(sent.length).toBeLessThanOrEqual(3);
  await Promise.allSettled([...calls, clock.advance(10_000)]);
});

test('other failures say nothing about the budget', async () => {
  const { clock, call } = world();
  await expect(call('first', { send: () => Promise.reject(new Error('Broken.')) })).rejects.toThrow('Broken.');
  const next = call('next');
  await clock.advance(1);
  await next;
});

test('an answer that says that nothing is left keeps the next call from asking', async () => {
  const { clock, sent, call } = world();
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2' };
  await call('first', { send: () => Promise.resolve(answer(headers)) });
  // What is left of an earlier grant is not taken back; the rest waits.
  const calls = many(2, (index) => call(`${index}`, { limit: { ...LIMIT } }));
  await clock.advance(1500);
  expect(sent.length).toBeLessThanOrEqual(2);
  await clock.advance(4000);
  await Promise.allSettled(calls);
  expect(sent).toHaveLength(3);
});

test('who does not want it any more leaves the line', async () => {
  const { clock, sent, call } = world();
  const control = new AbortController();
  await Promise.all([call('0'), call('1')]);
  const left = expect(call('left', { signal: control.signal })).rejects.toThrow('Cancelled.');
  const stays = call('stays');
  control.abort(new Error('Cancelled.'));
  await left;
  await clock.advance(1300);
  await stays;
  expect(sent).toEqual(['0', '1', 'stays']);
  await expect(call('never', { signal: control.signal })).rejects.toThrow('Cancelled.');
});
