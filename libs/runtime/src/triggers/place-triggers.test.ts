import type { ConnectorTrigger } from '@millrace/machine';
import { placeTriggers, type PlacedTrigger } from './place-triggers.ts';
import { identityOf } from './trigger-identity.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NOW_MS = 1_900_000_000_000;
const ONE: ConnectorTrigger = { type: 'connector', use: 'desk/ticket_updated', connection: 'acme' };
const TWO: ConnectorTrigger = { ...ONE, arguments: { queue: 'two' } };
const place = { workflowId: 'w', triggerId: 't' };

const kept = (trigger: ConnectorTrigger, changes: Partial<PlacedTrigger> = {}): PlacedTrigger => ({
  ...{ id: trigger === ONE ? 'one' : 'two', triggerId: 't', identity: identityOf(place, trigger), use: trigger.use },
  ...{ connection: 'acme', kind: 'polling', startMs: NOW_MS - DAY_MS },
  ...changes,
});
const decide = (rows: readonly PlacedTrigger[], wanted: Readonly<Record<string, ConnectorTrigger>>) =>
  placeTriggers({ workflowId: 'w', kept: rows, wanted, nowMs: NOW_MS });
const only = (rows: readonly PlacedTrigger[], trigger = ONE) => decide(rows, { t: trigger }).live[0];

test('what belongs to a trigger’s memory', () => {
  const identity = identityOf(place, ONE);
  expect(identity).toMatch(/^[0-9a-f]{32}$/);
  expect(identityOf(place, { ...ONE, key: '{% 1 %}', dedupe: '{% 1 %}', start: '2030-01-01T00:00:00Z' })).toBe(
    identity,
  );
  expect(identityOf(place, { ...ONE, arguments: {} })).toBe(identity);
  const others = [
    identityOf({ ...place, triggerId: 'u' }, ONE),
    identityOf({ ...place, workflowId: 'v' }, ONE),
    identityOf(place, { ...ONE, connection: 'other' }),
    identityOf(place, { ...ONE, use: 'desk/ticket_closed' }),
    identityOf(place, TWO),
  ];
  expect(new Set([identity, ...others]).size).toBe(6);
});

test('a new one begins now, or at the date that was chosen', () => {
  expect(only([])).toMatchObject({ how: 'begin', startMs: NOW_MS });
  expect(only([], { ...ONE, start: '2030-01-01T00:00:00Z' })).toMatchObject({ startMs: Date.parse('2030-01-01') });
});

test('one that is live stays', () => {
  expect(only([kept(ONE)])).toMatchObject({ how: 'stay' });
  expect(decide([kept(ONE)], { t: ONE }).retired).toEqual([]);
});

test('one that is not wanted any more is retired', () => {
  expect(decide([kept(ONE), kept(TWO, { retiredAtMs: NOW_MS - 1 })], {})).toEqual({
    live: [],
    retired: [{ id: 'one', overlapFromMs: NOW_MS - 5 * MINUTE_MS }],
  });
});

test('one that was paused resumes, for thirty days', () => {
  expect(only([kept(ONE, { retiredAtMs: NOW_MS - 30 * DAY_MS })])).toMatchObject({ how: 'resume' });
  expect(only([kept(ONE, { retiredAtMs: NOW_MS - 30 * DAY_MS - 1 })])).toMatchObject({ how: 'begin', startMs: NOW_MS });
});

describe('other arguments', () => {
  test('begin where the ones before have surely read to', () => {
    const before = kept(ONE, { polledAtMs: NOW_MS - 10 * MINUTE_MS });
    expect(decide([before], { t: TWO })).toMatchObject({
      live: [{ how: 'begin', startMs: NOW_MS - 11 * MINUTE_MS, overlapFromMs: NOW_MS - 16 * MINUTE_MS }],
      retired: [{ id: 'one' }],
    });
  });
  test('begin where the ones before have begun, if those have read nothing', () => {
    expect(only([kept(ONE)], TWO)).toMatchObject({ how: 'begin', startMs: NOW_MS - DAY_MS });
  });
  test('of what is told begin now', () => {
    expect(only([kept(ONE, { kind: 'subscription' })], TWO)).toMatchObject({ how: 'begin', startMs: NOW_MS });
  });
  test('while it is paused, too', () => {
    const before = kept(ONE, { startMs: 0, polledAtMs: NOW_MS - 3 * DAY_MS, retiredAtMs: NOW_MS - 2 * DAY_MS });
    expect(only([before], TWO)).toMatchObject({ how: 'begin', startMs: NOW_MS - 3 * DAY_MS - MINUTE_MS });
  });
  test('and back: from where the others have read to; from where it was, if they have read nothing', () => {
    const own = kept(ONE, { polledAtMs: NOW_MS - 2 * DAY_MS, retiredAtMs: NOW_MS - DAY_MS });
    expect(only([own, kept(TWO, { polledAtMs: NOW_MS })])).toMatchObject({ how: 'begin', startMs: NOW_MS - MINUTE_MS });
    expect(only([own, kept(TWO)])).toMatchObject({ how: 'resume' });
    expect(only([own, kept(TWO, { kind: 'subscription' })])).toMatchObject({ how: 'resume' });
  });
  test('of another connection, or of another trigger, are another thing', () => {
    const before = kept(ONE, { polledAtMs: NOW_MS - DAY_MS });
    for (const other of [
      { ...ONE, connection: 'other' },
      { ...ONE, use: 'desk/ticket_closed' },
    ]) {
      expect(only([before], other)).toMatchObject({ how: 'begin', startMs: NOW_MS });
      expect(only([before], other)).not.toHaveProperty('overlapFromMs');
    }
  });
});
