import {
  isHopeless,
  pollIntervalMs,
  releaseAfterFailure,
  releaseAfterPoll,
  releaseAfterStream,
  statusOf,
  troubleOf,
} from './decide-poll.ts';
import type { TriggerFailure } from './trigger.ts';

const failure = (error: string, more: Partial<TriggerFailure> = {}): TriggerFailure => ({
  ...{ kind: 'threw', error, cause: '{"message":"So.","code":"a.b"}' },
  ...more,
});

test('between polls it rests as long as its connector says, at least fifteen seconds', () => {
  expect([pollIntervalMs(), pollIntervalMs(1), pollIntervalMs(90)]).toEqual([60_000, 15_000, 90_000]);
});

test.each([
  ['there is no more', { more: false, hasMoved: false }, [60_000, 'ok'], [60_000, 'ok']],
  ['there is more', { more: true, hasMoved: true }, [0, 'ok'], [0, 'ok']],
  ['there is said to be more, at the same cursor', { more: true, hasMoved: false }, [0, 'ok'], [60_000, 'stuck']],
])('%s', (...[, poll, release, whenKnown]) => {
  const decided = releaseAfterPoll({ everySeconds: 60, ...poll });
  expect([decided.release.nextInMs, decided.release.health.state]).toEqual(release);
  expect([decided.whenKnown.nextInMs, decided.whenKnown.health.state]).toEqual(whenKnown);
});

test.each<[string, TriggerFailure, number, number, string]>([
  ['the first time', failure('Connector.Retryable'), 0, 5000, 'retrying'],
  ['again', failure('Connector.Retryable'), 3, 40_000, 'retrying'],
  ['for ever', failure('Connector.Retryable'), 1000, 900_000, 'retrying'],
  ['too often', failure('Connector.RateLimited', { retryAfterMs: 7200_000 }), 0, 7200_000, 'retrying'],
  ['in no time', failure('States.Timeout'), 0, 5000, 'retrying'],
  ['signed out', failure('Connector.Auth'), 50, 60_000, 'needs_person'],
  ['for good', failure('Connector.Fatal'), 0, 60_000, 'failed'],
  ['a defect', failure('States.TaskFailed'), 50, 3_600_000, 'failed'],
])('it fails %s', (...[, thrown, attempts, nextInMs, state]) => {
  expect(releaseAfterFailure(thrown, attempts)).toEqual({
    ...{ nextInMs, attempts: attempts + 1 },
    health: { state, trouble: { code: 'a.b', message: 'So.' } },
  });
});

test('streams begin again after one second, doubling to a minute', () => {
  const waits = [0, 1, 5, 6, 100].map(
    (attempts) => releaseAfterStream(failure('Connector.Retryable'), attempts).nextInMs,
  );
  expect(waits).toEqual([1000, 2000, 32_000, 60_000, 60_000]);
  expect(releaseAfterStream(undefined, 0)).toEqual({ nextInMs: 1000, attempts: 1, health: { state: 'ok' } });
  expect(releaseAfterStream(failure('Connector.Auth'), 0)).toMatchObject({ nextInMs: 60_000 });
});

test('what people are told', () => {
  expect(troubleOf(failure('Connector.Fatal', { cause: 'no JSON' }))).toEqual({
    ...{ code: 'Connector.Fatal', message: 'no JSON' },
  });
  expect(troubleOf({ error: 'E', cause: JSON.stringify({ message: 'x'.repeat(5000) }) }).message).toHaveLength(1000);
  expect(statusOf(failure('E', { cause: '{"status":404}' }))).toBe(404);
  expect(statusOf(failure('E'))).toBeUndefined();
  expect(
    ['Connector.OutcomeUnknown', 'Connector.Auth', 'Desk.Closed'].map((error) => isHopeless(failure(error))),
  ).toEqual([false, false, true]);
});
