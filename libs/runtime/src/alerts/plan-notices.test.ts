import type { AlertEventKind } from './alert.ts';
import { planNotices, type RuleNews } from './plan-notices.ts';

const NOW_MS = Date.parse('2026-05-04T23:00:00Z');
const END_MS = Date.parse('2026-05-05T06:00:00Z');
const NIGHTS = { timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 22 * 60, untilMinute: 6 * 60 };

const news = (id: string, rule: Partial<RuleNews['rule']> = {}, kind: AlertEventKind = 'fired'): RuleNews => ({
  rule: { id, channelIds: ['mail'], severity: 'warning', ...rule },
  event: { kind, alertId: `alert of ${id}`, atMs: NOW_MS },
});
function plan(...all: readonly RuleNews[]) {
  let made = 0;
  return planNotices(all, { nowMs: NOW_MS, newId: () => `notice ${(made += 1)}` }).map(({ events, ...notice }) => ({
    ...notice,
    told: events.map(({ ruleId, kind }) => `${ruleId} ${kind}`),
  }));
}

test('all that fires at once is one message for each channel', () => {
  expect(
    plan(news('a', { channelIds: ['mail', 'chat'] }), news('b'), news('c', { channelIds: ['chat'] }, 'cleared')),
  ).toEqual([
    { id: 'notice 1', channelId: 'mail', dueAtMs: NOW_MS, isDigest: false, told: ['a fired', 'b fired'] },
    { id: 'notice 2', channelId: 'chat', dueAtMs: NOW_MS, isDigest: false, told: ['a fired', 'c cleared'] },
  ]);
});

test('what falls into quiet hours waits for their end, and what is critical does not', () => {
  const quiet = { quietHours: NIGHTS };
  expect(plan(news('a', quiet), news('b', { ...quiet, severity: 'critical' }), news('c', quiet), news('d'))).toEqual([
    { id: 'notice 1', channelId: 'mail', dueAtMs: END_MS, isDigest: true, told: ['a fired', 'c fired'] },
    { id: 'notice 2', channelId: 'mail', dueAtMs: NOW_MS, isDigest: false, told: ['b fired', 'd fired'] },
  ]);
});

test('without a channel nobody is told, and by one named twice once', () => {
  expect(plan(news('a', { channelIds: [] }))).toEqual([]);
  expect(plan(news('a', { channelIds: ['mail', 'mail'] }))).toHaveLength(1);
});
