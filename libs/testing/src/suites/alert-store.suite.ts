import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  MAX_ALERT_CHANNELS,
  type AlertCondition,
  type AlertFacts,
  type AlertNotice,
  type AlertStore,
  type RuleState,
  type TakenDelivery,
  type TakenRule,
} from '@millrace/runtime';
import { aRun } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

/** A store of alerts with nothing in it, beside runs of the workflow "orders". */
export interface AlertStoreSubject extends RunStoreSubject {
  readonly alerts: AlertStore;
  /** On the same data, as of another process. */
  readonly otherAlerts: AlertStore;
  /** Somebody corrects a clock that was ahead. */
  setBack(seconds: number): Promise<void>;
}

const HOUR_SECONDS = 3600;
const NOBODY = '01900000-0000-7000-8000-000000000000';
const RATE: AlertCondition = { kind: 'above', metric: 'error_rate', threshold: 0.05, windowMinutes: 15, minCount: 20 };
const WISH = {
  name: 'Too many errors',
  condition: RATE,
  severity: 'warning',
  remindMinutes: 60,
  isEnabled: true,
} as const;
const FACTS: AlertFacts = { value: 0.5, count: 40, fromMs: 1000, untilMs: 2000 };
const LOOK = { everySeconds: 20, workspaces: 10 };
const LEASE = { leaseSeconds: 60, limit: 10 };
const coded = (code: string): unknown => expect.objectContaining({ code });

/** What every store of alerts promises. */
export function testAlertStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<AlertStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: AlertStoreSubject;
  let alerts: AlertStore;
  beforeEach(async () => {
    subject = await setup();
    ({ alerts } = subject);
  });
  afterEach(teardown);

  const workspaceId = (): string => subject.origin.workspaceId;
  const newId = (): string => subject.ids.runId();
  const named = (id: string) => ({ workspaceId: workspaceId(), id });
  const aChannel = async (name = 'team', more: Partial<Parameters<AlertStore['createChannel']>[0]> = {}) =>
    alerts.createChannel({
      ...{ id: newId(), workspaceId: workspaceId(), name, createdBy: 'Ada' },
      ...{ target: { kind: 'email', to: ['team@example.com'] }, ...more },
    });
  const aRule = async (
    channelIds: readonly string[] = [],
    more: Partial<Parameters<AlertStore['createRule']>[0]> = {},
  ) => alerts.createRule({ ...WISH, id: newId(), workspaceId: workspaceId(), channelIds, createdBy: 'Ada', ...more });
  const take = async (store = alerts): Promise<readonly TakenRule[]> => (await store.takeRules(LOOK)).rules;
  const takeOne = async (): Promise<TakenRule> => {
    const [taken] = await take();
    if (taken === undefined) throw new Error('There was no rule to look at.');
    return taken;
  };
  interface FiredNote {
    readonly alertId: string;
    readonly at?: number;
    readonly notices?: readonly AlertNotice[];
  }
  const fire = async ({ rule, fence }: TakenRule, { alertId, at = subject.clock.nowMs(), notices = [] }: FiredNote) => {
    const state: RuleState = { standing: 'firing', alertId, evaluatedAtMs: at };
    const note = { ruleId: rule.id, fence, state, fired: { id: alertId, atMs: at, facts: FACTS } };
    await alerts.noteRound({ workspaceId: workspaceId(), notes: [note], notices });
  };
  const noticeOf = (
    ruleId: string,
    alertId: string,
    more: Partial<AlertNotice> & { readonly channelId: string },
  ): AlertNotice => {
    const atMs = subject.clock.nowMs();
    const events = [{ kind: 'fired' as const, alertId, atMs, ruleId }];
    return { id: newId(), dueAtMs: atMs, isDigest: false, events, ...more };
  };
  /** A rule that fires, and one message of it. */
  async function aFiredRule(more: Partial<AlertNotice> = {}) {
    const channel = await aChannel();
    await aRule([channel.id]);
    const taken = await takeOne();
    const alertId = newId();
    await fire(taken, { alertId, notices: [noticeOf(taken.rule.id, alertId, { channelId: channel.id, ...more })] });
    return { channel, ruleId: taken.rule.id, alertId };
  }
  const takeMessage = async (store = alerts): Promise<TakenDelivery> => {
    const [taken] = await store.takeDeliveries(LEASE);
    if (taken === undefined) throw new Error('There was no message to send.');
    return taken;
  };

  describe('channels', () => {
    test('are kept, and only who asks for one gets what is sealed', async () => {
      const sealed = Uint8Array.of(1, 2, 3);
      const made = await aChannel('chat', { target: { kind: 'slack' }, sealed });
      expect(made).toMatchObject({ name: 'chat', target: { kind: 'slack' }, createdBy: 'Ada' });
      expect(made.secretSetAtMs).toBeDefined();
      await aChannel('alarm');
      expect((await alerts.listChannels({ workspaceId: workspaceId() })).map(({ name }) => name)).toEqual([
        'alarm',
        'chat',
      ]);
      expect(JSON.stringify(await alerts.listChannels({ workspaceId: workspaceId() }))).not.toContain('sealed');
      const found = await alerts.findChannel(named(made.id));
      expect(found?.sealed?.version).toBe(1);
      expect([...(found?.sealed?.sealed ?? [])]).toEqual([1, 2, 3]);
      expect(await alerts.findChannel({ workspaceId: NOBODY, id: made.id })).toBeUndefined();
      expect(await alerts.findChannel(named('none'))).toBeUndefined();
    });

    test('a name is one channel’s, also when it is changed', async () => {
      await aChannel('team');
      const other = await aChannel('other');
      await expect(aChannel('team')).rejects.toEqual(coded('alert.channel_name_taken'));
      const target = { kind: 'email', to: ['b@example.com'] } as const;
      await expect(alerts.changeChannel({ ...named(other.id), name: 'team', target })).rejects.toEqual(
        coded('alert.channel_name_taken'),
      );
      expect(await alerts.changeChannel({ ...named(other.id), name: 'other', target })).toMatchObject({ target });
    });

    test('a new secret follows the stored one, and the kind stays', async () => {
      const hook = { kind: 'webhook', url: 'https://example.com/a' } as const;
      const { id } = await aChannel('hook', { target: hook, sealed: Uint8Array.of(1) });
      const change = (version: number) =>
        alerts.changeChannel({
          ...named(id),
          name: 'hook',
          target: hook,
          next: { version, sealed: Uint8Array.of(version) },
        });
      expect(await change(3)).toBeUndefined();
      expect(await change(2)).toMatchObject({ id });
      expect((await alerts.findChannel(named(id)))?.sealed?.version).toBe(2);
      expect(await alerts.changeChannel({ ...named(id), name: 'hook', target: { kind: 'slack' } })).toBeUndefined();
      expect(await alerts.changeChannel({ ...named(NOBODY), name: 'x', target: hook })).toBeUndefined();
    });

    test('one that is removed is gone from rules, and what waited for it is not sent', async () => {
      const { channel, ruleId } = await aFiredRule();
      expect(await alerts.removeChannel({ workspaceId: NOBODY, id: channel.id })).toBe(false);
      expect(await alerts.removeChannel(named(channel.id))).toBe(true);
      expect(await alerts.removeChannel(named(channel.id))).toBe(false);
      expect((await alerts.findRule(named(ruleId)))?.rule.channelIds).toEqual([]);
      expect(await alerts.takeDeliveries(LEASE)).toEqual([]);
    });

    test('there are so many at most', async () => {
      for (let n = 0; n < MAX_ALERT_CHANNELS; n += 1) await aChannel(`channel ${n}`);
      await expect(aChannel('one more')).rejects.toEqual(coded('alert.too_many'));
    });
  });

  describe('rules', () => {
    test('are kept as they were asked for, and stand still at first', async () => {
      const channel = await aChannel();
      const quietHours = { timeZone: 'Europe/Berlin', days: [1, 2], fromMinute: 1320, untilMinute: 420 };
      const made = await aRule([channel.id, channel.id], { workflowName: 'orders', quietHours, severity: 'critical' });
      expect(made).toMatchObject({
        rule: {
          ...{ name: 'Too many errors', condition: RATE, severity: 'critical', channelIds: [channel.id], quietHours },
          ...{ remindMinutes: 60, isEnabled: true, createdBy: 'Ada' },
          workflow: { id: subject.origin.workflowId, name: 'orders' },
        },
        state: { standing: 'calm' },
      });
      expect(await alerts.findRule(named(made.rule.id))).toEqual(made);
      expect(await alerts.findRule({ workspaceId: NOBODY, id: made.rule.id })).toBeUndefined();
      expect(await alerts.listRules({ workspaceId: workspaceId(), workflowName: 'orders' })).toEqual([made]);
      expect(await alerts.listRules({ workspaceId: workspaceId(), workflowName: 'others' })).toEqual([]);
      expect(await alerts.listRules({ workspaceId: NOBODY })).toEqual([]);
    });

    test('name only channels and workflows that are there', async () => {
      await expect(aRule([NOBODY])).rejects.toEqual(coded('alert.channel_not_found'));
      await expect(aRule([], { workflowName: 'others' })).rejects.toEqual(coded('workflow.not_found'));
      expect(await alerts.listRules({ workspaceId: workspaceId() })).toEqual([]);
    });

    test('what fires stands first', async () => {
      await aRule([], { name: 'b' });
      const taken = await takeOne();
      await aRule([], { name: 'a' });
      await fire(taken, { alertId: newId() });
      expect((await alerts.listRules({ workspaceId: workspaceId() })).map(({ rule }) => rule.name)).toEqual(['b', 'a']);
    });

    test('are changed member by member, and muted for a while', async () => {
      const { rule } = await aRule();
      const channel = await aChannel();
      const quiet = { timeZone: 'UTC', days: [7], fromMinute: 0, untilMinute: 60 };
      const changed = await alerts.changeRule({
        ...named(rule.id),
        quiet,
        mutedUntilMs: 5_000_000_000_000,
        channelIds: [channel.id],
      });
      expect(changed.rule).toMatchObject({
        ...{ name: 'Too many errors', quietHours: quiet, mutedUntilMs: 5_000_000_000_000, channelIds: [channel.id] },
      });
      const back = await alerts.changeRule({ ...named(rule.id), quiet: null, mutedUntilMs: null, name: 'Errors' });
      expect(back.rule).toMatchObject({ name: 'Errors', channelIds: [channel.id] });
      expect(back.rule).not.toHaveProperty('quietHours');
      expect(back.rule).not.toHaveProperty('mutedUntilMs');
      await expect(alerts.changeRule({ ...named(NOBODY), name: 'x' })).rejects.toEqual(coded('alert.rule_not_found'));
      await expect(alerts.changeRule({ workspaceId: NOBODY, id: rule.id, name: 'x' })).rejects.toEqual(
        coded('alert.rule_not_found'),
      );
    });

    test.each([
      ['a new condition', { condition: { ...RATE, threshold: 0.1 } }, true],
      ['switching it off', { isEnabled: false }, true],
      ['the condition that it has', { condition: { ...RATE } }, false],
      ['another name', { name: 'Errors' }, false],
    ])('%s ends what fires, or does not', async (_what, change, isOver) => {
      const { ruleId, alertId } = await aFiredRule();
      const { state } = await alerts.changeRule({ ...named(ruleId), ...change });
      expect(state.standing).toBe(isOver ? 'calm' : 'firing');
      expect((await alerts.findAlert(named(alertId)))?.clearedAtMs !== undefined).toBe(isOver);
    });

    test('what one told outlives it, and fires no more', async () => {
      const { ruleId, alertId } = await aFiredRule();
      expect(await alerts.removeRule({ workspaceId: NOBODY, id: ruleId })).toBe(false);
      expect(await alerts.removeRule(named(ruleId))).toBe(true);
      expect(await alerts.removeRule(named(ruleId))).toBe(false);
      const left = await alerts.findAlert(named(alertId));
      expect(left).toMatchObject({ ruleName: 'Too many errors', condition: RATE });
      expect(left).not.toHaveProperty('ruleId');
      expect(left?.clearedAtMs).toBeDefined();
      expect(await alerts.countFiring({ workspaceId: workspaceId() })).toEqual({ firing: 0, unseen: 0 });
    });
  });

  describe('looking at rules', () => {
    test('each is one process’s, all of a workspace at once, and again after a while', async () => {
      await aRule([], { name: 'a' });
      await aRule([], { name: 'b' });
      await aRule([], { name: 'off', isEnabled: false });
      const [here, there] = await Promise.all([take(), take(subject.otherAlerts)]);
      expect([here.length, there.length].sort()).toEqual([0, 2]);
      expect(await take()).toEqual([]);
      await subject.elapse(20);
      expect(await take(subject.otherAlerts)).toHaveLength(2);
    });

    test('one that was put off by a clock that was far ahead does not wait for that time', async () => {
      await aRule();
      await takeOne();
      await subject.setBack(HOUR_SECONDS);
      expect(await take()).toEqual([]);
      await subject.setBack(24 * HOUR_SECONDS);
      expect(await take(subject.otherAlerts)).toHaveLength(1);
      expect(await take()).toEqual([]);
    });

    test('one that was changed is looked at at once, and a look from before writes nothing', async () => {
      const { rule } = await aRule();
      const before = await takeOne();
      await alerts.changeRule({ ...named(rule.id), name: 'Errors' });
      await fire(before, { alertId: newId() });
      expect((await alerts.findRule(named(rule.id)))?.state.standing).toBe('calm');
      const again = await takeOne();
      expect(again).toMatchObject({ rule: { name: 'Errors' }, isAcknowledged: false });
    });

    test('of two looks the later one counts, with all that it tells', async () => {
      const channel = await aChannel();
      const { rule } = await aRule([channel.id]);
      const late = await takeOne();
      await subject.elapse(20);
      const early = await takeOne();
      const [first, second] = [newId(), newId()];
      await fire(early, { alertId: first, notices: [noticeOf(rule.id, first, { channelId: channel.id })] });
      await fire(late, { alertId: second, notices: [noticeOf(rule.id, second, { channelId: channel.id })] });
      const { items } = await alerts.listAlerts({ workspaceId: workspaceId(), limit: 10 });
      expect(items.map(({ id }) => id)).toEqual([first]);
      expect((await alerts.takeDeliveries(LEASE)).map(({ alerts: told }) => told.map(({ id }) => id))).toEqual([
        [first],
      ]);
    });

    test('whoever knows of what fires is known at the next look', async () => {
      const { alertId } = await aFiredRule();
      const seen = await alerts.acknowledge({ ...named(alertId), by: 'Bo' });
      expect(seen.acknowledged?.by).toBe('Bo');
      expect((await alerts.acknowledge({ ...named(alertId), by: 'Cy' })).acknowledged).toEqual(seen.acknowledged);
      await subject.elapse(20);
      expect(await takeOne()).toMatchObject({ isAcknowledged: true, state: { standing: 'firing', alertId } });
      expect(await alerts.countFiring({ workspaceId: workspaceId() })).toEqual({ firing: 1, unseen: 0 });
      await expect(alerts.acknowledge({ ...named(NOBODY), by: 'Bo' })).rejects.toEqual(coded('alert.not_found'));
    });
  });

  describe('what was told', () => {
    test('is an alert until it is cleared', async () => {
      const { ruleId, alertId } = await aFiredRule();
      const alert = await alerts.findAlert(named(alertId));
      expect(alert).toMatchObject({
        id: alertId,
        ruleId,
        ruleName: 'Too many errors',
        facts: FACTS,
        severity: 'warning',
      });
      expect(alert).not.toHaveProperty('clearedAtMs');
      expect(await alerts.findAlert({ workspaceId: NOBODY, id: alertId })).toBeUndefined();
      expect(await alerts.findAlert(named('none'))).toBeUndefined();
      await subject.elapse(20);
      const { fence, rule } = await takeOne();
      const state: RuleState = { standing: 'calm' };
      const cleared = { id: alertId, atMs: 1_900_000_000_000 };
      await alerts.noteRound({
        workspaceId: workspaceId(),
        notes: [{ ruleId: rule.id, fence, state, cleared }],
        notices: [],
      });
      expect((await alerts.findAlert(named(alertId)))?.clearedAtMs).toBe(1_900_000_000_000);
      expect(await alerts.countFiring({ workspaceId: workspaceId() })).toEqual({ firing: 0, unseen: 0 });
    });

    test('is listed newest first, page by page, and by what it is about', async () => {
      await aRule([], { workflowName: 'orders', name: 'a' });
      await aRule([], { name: 'b' });
      const fired: string[] = [];
      for (const taken of await take()) {
        const alertId = newId();
        fired.unshift(alertId);
        await fire(taken, { alertId });
      }
      const list = async (more: Partial<Parameters<AlertStore['listAlerts']>[0]> = {}) =>
        alerts.listAlerts({ workspaceId: workspaceId(), limit: 10, ...more });
      expect((await list()).items.map(({ id }) => id)).toEqual(fired);
      const page = await list({ limit: 1 });
      expect(page.nextCursor).toBe(fired[0]);
      const rest = await list({ limit: 1, cursor: fired[0] ?? '' });
      expect(rest.items.map(({ id }) => id)).toEqual([fired[1]]);
      expect(rest.nextCursor).toBeUndefined();
      expect((await list({ workflowName: 'orders' })).items.map(({ ruleName }) => ruleName)).toEqual(['a']);
      const [newest] = (await list()).items;
      expect((await list({ ruleId: newest?.ruleId ?? '' })).items.map(({ id }) => id)).toEqual([fired[0]]);
      expect((await list({ isFiring: true })).items).toHaveLength(2);
      expect((await list({ isFiring: false })).items).toEqual([]);
      expect((await alerts.listAlerts({ workspaceId: NOBODY, limit: 10 })).items).toEqual([]);
      await expect(list({ cursor: 'none' })).rejects.toEqual(coded('list.cursor_invalid'));
    });

    test('is forgotten long after it is over, and not before', async () => {
      const { ruleId, alertId } = await aFiredRule();
      expect(await alerts.removeExpired({ olderThanDays: 0 })).toBe(0);
      await alerts.removeRule(named(ruleId));
      expect(await alerts.removeExpired({ olderThanDays: 90 })).toBe(0);
      await subject.elapse(1);
      expect(await alerts.removeExpired({ olderThanDays: 0 })).toBe(1);
      expect(await alerts.findAlert(named(alertId))).toBeUndefined();
    });
  });

  describe('messages', () => {
    test('are leased to one process, with all that is to be said', async () => {
      const { channel, alertId } = await aFiredRule();
      const [here, there] = await Promise.all([
        alerts.takeDeliveries(LEASE),
        subject.otherAlerts.takeDeliveries(LEASE),
      ]);
      const [taken, ...others] = [...here, ...there];
      expect(others).toEqual([]);
      expect(taken).toMatchObject({
        channel: { id: channel.id, name: 'team' },
        alerts: [{ id: alertId }],
        delivery: { state: 'waiting', attempts: 1, channelName: 'team', events: [{ kind: 'fired', alertId }] },
      });
      expect(taken?.workspace).not.toBe('');
      const [listed] = await alerts.listDeliveries({ workspaceId: workspaceId(), alertId });
      expect(listed).toMatchObject({ id: taken?.lease.id, attempts: 1 });
      expect(await alerts.listDeliveries({ workspaceId: NOBODY, alertId })).toEqual([]);
    });

    test('one that was sent is not sent again, and its channel knows', async () => {
      const { channel } = await aFiredRule();
      const { lease } = await takeMessage();
      expect(await alerts.settleDelivery({ lease, outcome: { kind: 'sent', detail: 'Taken.' } })).toBe(true);
      expect(await alerts.settleDelivery({ lease, outcome: { kind: 'sent', detail: 'Taken.' } })).toBe(false);
      await subject.elapse(3600);
      expect(await alerts.takeDeliveries(LEASE)).toEqual([]);
      expect((await alerts.findChannel(named(channel.id)))?.lastUse).toMatchObject({ isGood: true, detail: 'Taken.' });
    });

    test('of a process that is lost the next one takes it, and the lost one says nothing', async () => {
      await aFiredRule();
      const lost = await takeMessage();
      await subject.elapse(30);
      expect(await alerts.takeDeliveries(LEASE)).toEqual([]);
      await subject.elapse(31);
      const next = await takeMessage(subject.otherAlerts);
      expect(next.delivery).toMatchObject({ id: lost.delivery.id, attempts: 2 });
      expect(await alerts.settleDelivery({ lease: lost.lease, outcome: { kind: 'sent', detail: '' } })).toBe(false);
      expect(await alerts.settleDelivery({ lease: next.lease, outcome: { kind: 'sent', detail: '' } })).toBe(true);
    });

    test('one that was put off by a clock that was far ahead does not wait for that time', async () => {
      await aFiredRule();
      const { lease } = await takeMessage();
      await alerts.settleDelivery({ lease, outcome: { kind: 'again', afterSeconds: 3 * HOUR_SECONDS, reason: 'No.' } });
      await subject.setBack(HOUR_SECONDS / 2);
      expect(await alerts.takeDeliveries(LEASE)).toEqual([]);
      await subject.setBack(HOUR_SECONDS);
      expect((await takeMessage(subject.otherAlerts)).delivery.attempts).toBe(2);
      expect(await alerts.takeDeliveries(LEASE)).toEqual([]);
    });

    test('one that waits for the end of quiet hours waits as long as such hours may be', async () => {
      const days = 24 * HOUR_SECONDS;
      await aFiredRule({ dueAtMs: subject.clock.nowMs() + 8 * days * 1000, isDigest: true });
      expect(await alerts.takeDeliveries(LEASE)).toEqual([]);
      await subject.setBack(2 * days);
      expect(await alerts.takeDeliveries(LEASE)).toHaveLength(1);
    });

    test('one that could not be sent comes again later, until it is given up', async () => {
      const { channel, alertId } = await aFiredRule();
      const first = await takeMessage();
      await alerts.settleDelivery({
        lease: first.lease,
        outcome: { kind: 'again', afterSeconds: 10, reason: 'Nobody there.' },
      });
      expect((await alerts.findChannel(named(channel.id)))?.lastUse).toMatchObject({
        isGood: false,
        detail: 'Nobody there.',
      });
      expect(await alerts.takeDeliveries(LEASE)).toEqual([]);
      await subject.elapse(11);
      const second = await takeMessage();
      await alerts.settleDelivery({ lease: second.lease, outcome: { kind: 'failed', reason: 'No such address.' } });
      await subject.elapse(3600);
      expect(await alerts.takeDeliveries(LEASE)).toEqual([]);
      const [given] = await alerts.listDeliveries({ workspaceId: workspaceId(), alertId });
      expect(given).toMatchObject({ state: 'failed', attempts: 2, failure: 'No such address.' });
    });

    test('what waits for one moment is one message, and it waits', async () => {
      const dueAtMs = subject.clock.nowMs() + 600_000;
      const { channel, ruleId, alertId } = await aFiredRule({ dueAtMs, isDigest: true });
      await alerts.changeRule({ ...named(ruleId), severity: 'warning' });
      const { fence } = await takeOne();
      const atMs = subject.clock.nowMs();
      const events = [{ kind: 'cleared' as const, alertId, atMs, ruleId }];
      await alerts.noteRound({
        workspaceId: workspaceId(),
        notes: [{ ruleId, fence, state: { standing: 'calm' }, cleared: { id: alertId, atMs } }],
        notices: [{ id: newId(), channelId: channel.id, dueAtMs, isDigest: true, events }],
      });
      expect(await alerts.takeDeliveries(LEASE)).toEqual([]);
      await subject.elapse(601);
      const taken = await alerts.takeDeliveries(LEASE);
      expect(taken).toHaveLength(1);
      expect(taken[0]?.delivery.isDigest).toBe(true);
      expect(taken[0]?.delivery.events.map(({ kind }) => kind)).toEqual(['fired', 'cleared']);
    });
  });

  test('the newest run that something started is found, of this workflow, after a time', async () => {
    const { ids, clock, origin, runs } = subject;
    const arrive = async (type: 'webhook' | 'schedule' | 'call') => {
      const run = aRun({ id: ids.runId(), acceptedAtMs: clock.nowMs(), ...origin }, { trigger: { id: 'hook', type } });
      await runs.acceptFinished(run, { end: { status: 'succeeded', endedAtMs: clock.nowMs() }, steps: [] });
      return (await runs.find({ workspaceId: origin.workspaceId, runId: run.id }))?.acceptedAtMs ?? 0;
    };
    const find = (triggerTypes: readonly ('webhook' | 'schedule')[], afterMs = 0, workflowId = origin.workflowId) =>
      alerts.findArrival({ workflowId, triggerTypes, afterMs });
    expect(await find(['webhook'])).toBeUndefined();
    const atMs = await arrive('webhook');
    await arrive('call');
    expect(await find(['webhook', 'schedule'])).toBe(atMs);
    expect(await find(['schedule'])).toBeUndefined();
    expect(await find(['webhook'], atMs + 1)).toBeUndefined();
    expect(await find(['webhook'], 0, NOBODY)).toBeUndefined();
  });
}
