import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConnectorTrigger, JsonValue, WorkflowDocument } from '@millrace/machine';
import {
  hashDocument,
  ITEM_WINDOW_SECONDS,
  type ItemBatch,
  type KeptTrigger,
  type NewRun,
  type TakenSubscription,
  type TakenTrigger,
  type TriggerRelease,
  type TriggerStore,
  type WorkflowStore,
  type WorkflowVersion,
} from '@millrace/runtime';
import { aRun } from '../builders/run.ts';
import { aWorkflow } from '../builders/workflow.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

/** Triggers beside the workflows that they belong to and the runs that they start. */
export type TriggerStoreSubject = RunStoreSubject & {
  readonly triggers: TriggerStore;
  /** The same store as another process has it. */
  readonly otherTriggers: TriggerStore;
  readonly workflows: WorkflowStore;
  /** Whose a connection is, of the connector `desk`. */
  readonly noteAccount: (connection: string, accountId: string) => Promise<void>;
  readonly makeId: () => string;
};

type Triggers = NonNullable<WorkflowDocument['triggers']>;
const TICKETS: ConnectorTrigger = { type: 'connector', use: 'desk/ticket_updated', connection: 'acme' };
const OTHER: ConnectorTrigger = { ...TICKETS, arguments: { queue: 'other' } };
const OK: TriggerRelease = { nextInMs: 60_000, attempts: 0, health: { state: 'ok' } };
const [LEASE_SECONDS, GRACE_SECONDS] = [90, 60];

function theFirst<T>(all: readonly T[]): T {
  const [one] = all;
  if (one === undefined) throw new Error('There is none.');
  return one;
}

/** What every trigger store promises. */
export function testTriggerStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<TriggerStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: TriggerStoreSubject;
  let store: TriggerStore;
  beforeEach(async () => {
    subject = await setup();
    store = subject.triggers;
  });
  afterEach(teardown);

  const named = () => ({ workspaceId: subject.origin.workspaceId, name: 'orders' });
  function publish(triggers: Triggers): Promise<WorkflowVersion> {
    const document = aWorkflow(undefined, { triggers });
    const contentHash = hashDocument(document as unknown as JsonValue);
    return subject.workflows.publish({ ...named(), document, contentHash, note: '' });
  }
  const list = () => store.list(subject.origin);
  const only = async () => theFirst(await list());
  const takeUnsettled = () => store.takeUnsettled({ limit: 10, leaseSeconds: 60 });
  async function settle(kind: 'polling' | 'stream' | 'manual' | 'app' = 'polling'): Promise<void> {
    for (const { id, versionId } of await takeUnsettled())
      await store.settle({ id, versionId, kind, everySeconds: 60 });
  }
  const takeDue = async (kind: 'polling' | 'stream' = 'polling', from = store): Promise<readonly TakenTrigger[]> =>
    (await from.takeDue({ kind, limit: 10, leaseSeconds: LEASE_SECONDS })).taken;
  const takeOne = async (): Promise<TakenTrigger> => theFirst(await takeDue());
  const runOf = ({ workspaceId, workflowId, versionId, triggerId }: KeptTrigger, key: string): NewRun =>
    aRun(
      { id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs(), workspaceId, workflowId, versionId },
      {
        trigger: { id: triggerId, type: 'connector' },
        dedupe: { key, windowSeconds: ITEM_WINDOW_SECONDS, contentHash: 'a' },
      },
    );
  const batchOf = (trigger: KeptTrigger, items: readonly string[], more: Partial<ItemBatch> = {}): ItemBatch => ({
    ...{ id: trigger.id, versionId: trigger.versionId, identity: trigger.identity },
    runs: items.map((item) => runOf(trigger, `${more.identity ?? trigger.identity}:${item}`)),
    ...more,
  });
  const polled = (trigger: TakenTrigger, items: readonly string[], { cursor = '1', release = OK } = {}): ItemBatch =>
    batchOf(trigger, items, {
      progress: { fence: trigger.fence, cursor: { value: cursor, schema: 's' }, release, polledForMs: 0 },
    });
  const runCount = async () => (await subject.runs.list({ ...subject.origin, limit: 100 })).items.length;

  describe('what live versions want', () => {
    test('a published trigger is asked about once, and again for each version', async () => {
      const first = await publish({ tickets: TICKETS, hook: { type: 'webhook', path: 'orders' } });
      const [taken, ...rest] = await takeUnsettled();
      expect(rest).toEqual([]);
      const { workspaceId, workflowId } = subject.origin;
      expect(taken).toMatchObject({ workspaceId, workflowId, versionId: first.id, triggerId: 'tickets' });
      expect(taken).toMatchObject({ trigger: TICKETS, attempts: 0, health: { state: 'new' } });
      expect(await takeUnsettled()).toEqual([]);
      const { id, versionId } = theFirst(taken === undefined ? [] : [taken]);
      expect(await store.settle({ id, versionId, kind: 'polling', everySeconds: 15 })).toBe(true);
      expect(await only()).toMatchObject({ kind: 'polling', everySeconds: 15 });
      await publish({ tickets: TICKETS });
      expect(await store.settle({ id, versionId, kind: 'polling' })).toBe(false);
      expect(await takeUnsettled()).toHaveLength(1);
    });

    test('what could not be asked is asked again later, and says why', async () => {
      await publish({ tickets: TICKETS });
      const [{ id, versionId }] = (await takeUnsettled()) as [KeptTrigger];
      const trouble = { code: 'connector.trigger_unknown', message: 'Nothing here is called so.' };
      await store.noteUnsettled({ id, versionId, inMs: 60_000, trouble });
      expect(await only()).toMatchObject({ health: { state: 'failed', trouble }, attempts: 1 });
      expect(await takeUnsettled()).toEqual([]);
      await subject.elapse(61);
      await settle();
      expect(await only()).toMatchObject({ health: { state: 'new' }, attempts: 0 });
    });

    test('only triggers of the live version are listed, and none of a paused or removed workflow', async () => {
      await publish({ tickets: TICKETS, gone: TICKETS });
      await publish({ tickets: OTHER });
      expect((await list()).map(({ triggerId, trigger }) => [triggerId, trigger])).toEqual([['tickets', OTHER]]);
      await subject.workflows.pause(named());
      expect(await list()).toEqual([]);
      expect(await takeUnsettled()).toEqual([]);
      expect(await subject.workflows.find(named())).not.toHaveProperty('liveVersion');
      await subject.workflows.activate({ ...named(), number: 1 + 1 });
      expect(await list()).toHaveLength(2);
      await subject.workflows.remove(named());
      expect(await list()).toEqual([]);
    });
  });

  describe('polls', () => {
    test('is one process’s at a time, and due again when that one says so', async () => {
      await publish({ tickets: TICKETS });
      expect(await takeDue()).toEqual([]);
      await settle();
      const taken = await takeOne();
      expect(taken).toMatchObject({ triggerId: 'tickets', fence: 1 });
      expect(taken).not.toHaveProperty('cursor');
      expect(await takeDue('polling', subject.otherTriggers)).toEqual([]);
      expect(await store.release({ id: taken.id, fence: taken.fence, ...OK })).toBe(true);
      expect(await takeDue()).toEqual([]);
      await subject.elapse(61);
      expect(await takeDue('polling', subject.otherTriggers)).toMatchObject([{ fence: 2 }]);
    });

    test('of many processes each trigger is one’s', async () => {
      await publish(Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`t${n}`, TICKETS])));
      await store.takeUnsettled({ limit: 20, leaseSeconds: 0 });
      for (const { id, versionId } of await list()) await store.settle({ id, versionId, kind: 'polling' });
      const stores = Array.from({ length: 6 }, (_, n) => (n % 2 === 0 ? store : subject.otherTriggers));
      const taken = await Promise.all(
        stores.map(async (from) => (await from.takeDue({ kind: 'polling', limit: 3, leaseSeconds: 90 })).taken),
      );
      const ids = [...taken.flat(), ...(await takeDue())].map(({ id }) => id);
      expect(ids).toHaveLength(12);
      expect(new Set(ids).size).toBe(12);
    });

    test('who waits longest comes first', async () => {
      await publish({ busy: TICKETS, quiet: TICKETS });
      await settle();
      const [one] = (await store.takeDue({ kind: 'polling', limit: 1, leaseSeconds: 90 })).taken as [TakenTrigger];
      await subject.elapse(1);
      await store.keepItems([polled(one, ['a'], { cursor: '1', release: { ...OK, nextInMs: 0 } })]);
      const [next] = (await store.takeDue({ kind: 'polling', limit: 1, leaseSeconds: 90 })).taken as [TakenTrigger];
      expect(next.triggerId).not.toBe(one.triggerId);
    });

    test('whose process died is another’s when the lease has ended, and the dead one keeps nothing', async () => {
      await publish({ tickets: TICKETS });
      await settle();
      const dead = await takeOne();
      await subject.elapse(LEASE_SECONDS + 1);
      const heir = await takeOne();
      expect(heir.id).toBe(dead.id);
      expect(await store.keepItems([polled(dead, ['a'])])).toEqual({ kind: 'lost' });
      expect(await store.release({ id: dead.id, fence: dead.fence, ...OK })).toBe(false);
      expect(await runCount()).toBe(0);
      expect(await store.keepItems([polled(heir, ['a'])])).toMatchObject({ kind: 'kept', repeated: 0 });
    });

    test('who is alone need not wait for the leases of the dead', async () => {
      await publish({ tickets: TICKETS });
      await settle();
      const dead = await takeOne();
      await store.expireLeases();
      const heir = await takeOne();
      expect(heir).toMatchObject({ id: dead.id, fence: dead.fence + 1 });
      expect(await store.keepItems([polled(dead, ['a'])])).toEqual({ kind: 'lost' });
    });

    test('runs, cursor and the next time are kept together, and no item has two runs', async () => {
      await publish({ tickets: TICKETS });
      await settle();
      const taken = await takeOne();
      const batch = polled(taken, ['a', 'b'], { cursor: '{"at":"\\u0000"}' });
      const result = await store.keepItems([batch]);
      expect(result).toEqual({ kind: 'kept', runIds: batch.runs.map(({ id }) => id), repeated: 0 });
      expect(await only()).toMatchObject({ cursor: { value: { at: '\u0000' }, schema: 's' }, health: { state: 'ok' } });
      expect((await only()).polledAtMs).toBeDefined();
      await subject.elapse(61);
      const again = await takeOne();
      expect(again).toMatchObject({ cursor: { value: { at: '\u0000' } } });
      expect(await store.keepItems([polled(again, ['b', 'c'], { cursor: '2' })])).toMatchObject({
        kind: 'kept',
        repeated: 1,
      });
      expect(await runCount()).toBe(3);
      const due = await subject.runs.claimDue({ workerId: 'w', leaseSeconds: 30, limit: 10 });
      expect(due.map(({ trigger }) => trigger)).toEqual(Array(3).fill({ id: 'tickets', type: 'connector' }));
    });

    test('nothing new has a release of its own', async () => {
      await publish({ tickets: TICKETS });
      await settle();
      await store.keepItems([polled(await takeOne(), ['a'], { cursor: '1', release: { ...OK, nextInMs: 0 } })]);
      const taken = await takeOne();
      const stuck = { ...OK, health: { state: 'stuck' as const, trouble: { code: 'x.y', message: 'So.' } } };
      const { progress, ...batch } = polled(taken, ['a'], { cursor: '1', release: { ...OK, nextInMs: 0 } });
      await store.keepItems([{ ...batch, progress: { fence: taken.fence, ...progress, releaseWhenKnown: stuck } }]);
      expect(await only()).toMatchObject({ health: stuck.health });
      expect(await takeDue()).toEqual([]);
    });

    test('can be asked for', async () => {
      await publish({ tickets: TICKETS });
      const { workspaceId, workflowId } = subject.origin;
      const ask = (triggerId: string) => store.askNow({ workspaceId, workflowId, triggerId });
      expect(await ask('tickets')).toBe(false);
      await settle();
      await store.release({ ...(await takeOne()), ...OK });
      expect(await ask('none')).toBe(false);
      expect(await ask('tickets')).toBe(true);
      expect(await takeDue()).toHaveLength(1);
    });

    test('leases of streams are renewed while their triggers are live', async () => {
      const first = await publish({ tickets: TICKETS });
      await settle('stream');
      const [{ id, fence }] = (await takeDue('stream')) as [TakenTrigger];
      const renew = () => store.renewLeases({ leases: [{ id, fence }], leaseSeconds: LEASE_SECONDS });
      expect(await renew()).toEqual([{ id, versionId: first.id }]);
      await subject.elapse(60);
      await renew();
      await subject.elapse(60);
      expect(await takeDue('stream')).toEqual([]);
      const second = await publish({ tickets: TICKETS });
      expect(await renew()).toEqual([{ id, versionId: second.id }]);
      await subject.workflows.pause(named());
      expect(await renew()).toEqual([]);
    });
  });

  describe('when versions follow each other', () => {
    async function pollOnce(items: readonly string[], cursor: string): Promise<TakenTrigger> {
      const taken = await takeOne();
      expect((await store.keepItems([polled(taken, items, { cursor })])).kind).toBe('kept');
      return taken;
    }

    test('publishing anew keeps the cursor, and what is under way in the old version is not kept', async () => {
      await publish({ tickets: TICKETS });
      await settle();
      await pollOnce(['a'], '"first"');
      await subject.elapse(61);
      const old = await takeOne();
      const second = await publish({ tickets: { ...TICKETS, key: '{% $states.input.id %}' } });
      expect(await store.keepItems([polled(old, ['b'])])).toEqual({ kind: 'changed' });
      expect(await store.release({ id: old.id, fence: old.fence, ...OK, nextInMs: 0 })).toBe(true);
      expect(await takeOne()).toMatchObject({ versionId: second.id, cursor: { value: 'first' } });
    });

    test('a paused one goes on from its cursor, for a month; what was under way is not kept', async () => {
      const first = await publish({ tickets: TICKETS });
      await settle();
      await pollOnce(['a'], '"first"');
      await subject.elapse(61);
      const old = await takeOne();
      await subject.workflows.pause(named());
      expect(await store.keepItems([polled(old, ['b'])])).toEqual({ kind: 'lost' });
      expect(await takeDue()).toEqual([]);
      await subject.elapse(29 * 86_400);
      expect(await store.forgetRetired()).toBe(0);
      await subject.workflows.activate({ ...named(), number: first.number });
      await settle();
      expect(await takeOne()).toMatchObject({ cursor: { value: 'first' }, startMs: old.startMs });
      await subject.workflows.pause(named());
      await subject.elapse(31 * 86_400);
      await subject.workflows.activate({ ...named(), number: first.number });
      await settle();
      expect(await takeOne()).not.toHaveProperty('cursor');
      await subject.workflows.pause(named());
      await subject.elapse(31 * 86_400);
      expect(await store.forgetRetired()).toBe(1);
    });

    test('other arguments begin where the ones before have read to, and hear nothing twice', async () => {
      await publish({ tickets: TICKETS });
      await settle();
      await pollOnce(['a', 'b'], '"first"');
      const before = await only();
      await publish({ tickets: OTHER });
      await settle();
      const taken = await takeOne();
      expect(taken.id).not.toBe(before.id);
      expect(taken).not.toHaveProperty('cursor');
      expect(taken.startMs).toBeLessThanOrEqual(before.polledAtMs ?? 0);
      expect(await store.keepItems([polled(taken, ['b', 'c'])])).toMatchObject({ kind: 'kept', repeated: 1 });
      expect(await runCount()).toBe(3);
    });

    test('rolling back goes on where the other arguments have read to', async () => {
      const first = await publish({ tickets: TICKETS });
      await settle();
      await pollOnce(['a'], '"first"');
      await publish({ tickets: OTHER });
      await settle();
      await pollOnce(['b'], '"second"');
      const other = await only();
      await subject.workflows.activate({ ...named(), number: first.number });
      await settle();
      const taken = await takeOne();
      expect(taken).not.toHaveProperty('cursor');
      expect(taken.startMs).toBeLessThanOrEqual(other.polledAtMs ?? 0);
      expect(await store.keepItems([polled(taken, ['b', 'c'])])).toMatchObject({ kind: 'kept', repeated: 1 });
    });

    test('another trigger under the same id begins with what happens from now on', async () => {
      await publish({ tickets: TICKETS });
      await settle();
      await pollOnce(['a'], '"first"');
      await subject.elapse(60);
      await publish({ tickets: { ...TICKETS, use: 'desk/ticket_closed' } });
      await settle();
      const taken = await takeOne();
      expect(await store.keepItems([polled(taken, ['a'])])).toMatchObject({ kind: 'kept', repeated: 0 });
    });

    test('a chosen date counts when it is published first', async () => {
      await publish({ tickets: { ...TICKETS, start: '2020-01-01T00:00:00Z' } });
      expect((await only()).startMs).toBe(Date.parse('2020-01-01T00:00:00Z'));
      await publish({ tickets: { ...TICKETS, start: '2021-01-01T00:00:00Z' } });
      expect((await only()).startMs).toBe(Date.parse('2020-01-01T00:00:00Z'));
    });
  });

  describe('subscriptions', () => {
    const wishOf = (event: string) => ({
      ...{ connector: 'desk', trigger: 'ticket_created', connection: 'acme' },
      ...{ identity: { event }, identityHash: event, id: subject.makeId(), sealed: Buffer.from('sealed') },
    });
    async function subscribe(event = 'created'): Promise<void> {
      for (const { id, versionId } of await takeUnsettled())
        await store.settle({ id, versionId, kind: 'subscription', subscription: wishOf(event) });
    }
    const take = async (from = store): Promise<readonly TakenSubscription[]> =>
      (await from.takeSubscriptions({ limit: 10, leaseSeconds: 90, graceSeconds: GRACE_SECONDS })).taken;
    async function activate(): Promise<readonly string[]> {
      const taken = await take();
      for (const { id, fence, isWanted } of taken) {
        if (!isWanted) continue;
        const change = { state: 'active', remoteId: 'r-1', dueInMs: null, attempts: 0, trouble: null } as const;
        await store.changeSubscription({ id, fence, change: { ...change, hasBegun: true } });
      }
      return taken.map(({ id }) => id);
    }
    const find = (subscriptionId: string) => store.findSubscribed({ subscriptionId, graceSeconds: GRACE_SECONDS });

    test('is one for all who want the same, one process’s at a time', async () => {
      await publish({ one: TICKETS, two: TICKETS });
      await subscribe();
      const [{ id, fence, ...subscription }, ...rest] = (await take()) as [TakenSubscription];
      expect(rest).toEqual([]);
      expect(subscription).toMatchObject({ connector: 'desk', trigger: 'ticket_created', connection: 'acme' });
      expect(subscription).toMatchObject({ identity: { event: 'created' }, state: 'wanted', isWanted: true });
      expect(Buffer.from(subscription.sealed).toString()).toBe('sealed');
      expect(await take(subject.otherTriggers)).toEqual([]);
      const expiresAtMs = subject.clock.nowMs() + 3_600_000;
      const change = { state: 'active', remoteId: 'r-1', attempts: 0, trouble: null, hasBegun: true } as const;
      const kept = { ...change, dueInMs: 2_400_000, renewInMs: 2_400_000, expiresAtMs };
      expect(await store.changeSubscription({ id, fence: fence + 1, change: kept })).toBe(false);
      expect(await store.changeSubscription({ id, fence, change: kept })).toBe(true);
      expect((await list()).map((trigger) => trigger.subscription)).toMatchObject([
        { id, state: 'active', remoteId: 'r-1', expiresAtMs },
        { id },
      ]);
      expect(await take()).toEqual([]);
      await subject.elapse(2401);
      expect(await take()).toMatchObject([{ id, isWanted: true }]);
    });

    test('is left by those who want it no more after a while, and taken up again untouched before', async () => {
      const first = await publish({ one: TICKETS });
      await subscribe();
      const [id = ''] = await activate();
      await subject.workflows.pause(named());
      expect(await take()).toEqual([]);
      expect(await find(id)).toMatchObject({ targets: [], isPaused: true });
      await subject.elapse(GRACE_SECONDS / 2);
      await subject.workflows.activate({ ...named(), number: first.number });
      await subscribe();
      await subject.elapse(GRACE_SECONDS);
      expect(await take()).toEqual([]);
      expect(await find(id)).toMatchObject({ subscription: { state: 'active' }, isPaused: false });
      await subject.workflows.remove(named());
      expect(await find(id)).toMatchObject({ targets: [], isPaused: false });
      await subject.elapse(GRACE_SECONDS + 1);
      const [left] = (await take()) as [TakenSubscription];
      expect(left).toMatchObject({ id, isWanted: false, isReleasable: true });
      await store.dropSubscription(left);
      expect(await find(id)).toBeUndefined();
    });

    test('stays until what takes its place is active for long enough, and tells meanwhile', async () => {
      await publish({ one: TICKETS });
      await subscribe('created');
      const [old = ''] = await activate();
      const before = await only();
      await publish({ one: OTHER });
      await subject.elapse(GRACE_SECONDS * 2);
      expect(await take()).toEqual([]);
      expect(await find(old)).toMatchObject({ targets: [{ identity: before.identity, trigger: { trigger: OTHER } }] });
      await subscribe('other');
      const [fresh = ''] = await activate();
      expect(fresh).not.toBe(old);
      expect(await take()).toEqual([]);
      const after = await only();
      const told = await find(old);
      expect(told?.targets).toMatchObject([{ identity: before.identity, trigger: { id: after.id } }]);
      expect(told?.targets[0]?.untilMs).toBeDefined();
      // The same thing, told by both.
      const { trigger: target } = theFirst(told?.targets ?? []);
      const heard = batchOf(target, ['x', 'y'], { identity: before.identity });
      expect(await store.keepItems([heard])).toMatchObject({ kind: 'kept', repeated: 0 });
      expect(await store.keepItems([batchOf(target, ['x', 'z'])])).toMatchObject({ kind: 'kept', repeated: 1 });
      const late = batchOf(target, ['z'], { identity: before.identity });
      expect(await store.keepItems([late])).toMatchObject({ kind: 'kept', repeated: 1 });
      await subject.elapse(GRACE_SECONDS + 1);
      expect(await take()).toMatchObject([{ id: old, isWanted: false, isReleasable: true }]);
    });

    test('a pause does not make it forget what another shape has told of', async () => {
      await publish({ one: TICKETS });
      await subscribe('created');
      const [old = ''] = await activate();
      const before = await only();
      const { number } = await publish({ one: OTHER });
      await subscribe('other');
      await subject.workflows.pause(named());
      await subject.workflows.activate({ ...named(), number });
      const { trigger } = theFirst((await find(old))?.targets ?? []);
      const heard = batchOf(trigger, ['x'], { identity: before.identity });
      expect(await store.keepItems([heard])).toMatchObject({ kind: 'kept', repeated: 0 });
      expect(await store.keepItems([batchOf(trigger, ['x'])])).toMatchObject({ kind: 'kept', repeated: 1 });
    });

    test('of another version of the connector follows in the same way', async () => {
      await publish({ one: TICKETS });
      await subscribe('created');
      const [old = ''] = await activate();
      await publish({ one: { ...TICKETS, start: '2030-01-01T00:00:00Z' } });
      await subscribe('v2');
      expect(await find(old)).toMatchObject({ targets: [{ trigger: { triggerId: 'one' } }] });
      await subject.elapse(GRACE_SECONDS + 1);
      await activate();
      expect((await take()).filter(({ id }) => id === old)).toEqual([]);
      await subject.elapse(GRACE_SECONDS + 1);
      expect(await take()).toMatchObject([{ id: old, isReleasable: true }]);
    });

    test('is told elsewhere when the installation has moved', async () => {
      await publish({ one: TICKETS });
      await subscribe();
      const [{ id, fence }] = (await take()) as [TakenSubscription];
      const change = { state: 'active', attempts: 0, trouble: null, dueInMs: null, hasBegun: true } as const;
      const address = `https://old.example/${id}`;
      await store.changeSubscription({ id, fence, change: { ...change, remoteId: 'r-1', address } });
      await store.moveAddresses({ prefix: 'https://old.example/' });
      expect(await take()).toEqual([]);
      await store.moveAddresses({ prefix: 'https://new.example/' });
      const [moved] = await take();
      expect(moved).toMatchObject({ id, state: 'active', remoteId: 'r-1', address });
      expect(moved?.expiresAtMs).toBeLessThanOrEqual(subject.clock.nowMs() + 1000);
    });

    test('is made anew when it is gone and somebody wants it', async () => {
      await publish({ one: TICKETS });
      await subscribe();
      const [taken] = (await take()) as [TakenSubscription];
      await store.dropSubscription({ id: taken.id, fence: taken.fence - 1 });
      await store.dropSubscription(taken);
      expect(await take()).toMatchObject([{ id: taken.id, state: 'wanted', attempts: 0 }]);
    });

    test('a delivery counts for the version that is live, or not at all', async () => {
      await publish({ one: TICKETS });
      await subscribe();
      const [id = ''] = await activate();
      const { trigger } = theFirst((await find(id))?.targets ?? []);
      expect(await store.keepItems([batchOf(trigger, ['a'])])).toMatchObject({ kind: 'kept', repeated: 0 });
      await publish({ one: TICKETS });
      expect(await store.keepItems([batchOf(trigger, ['b'])])).toEqual({ kind: 'changed' });
      const { trigger: now } = theFirst((await find(id))?.targets ?? []);
      expect(await store.keepItems([batchOf(now, ['a', 'b'])])).toMatchObject({ kind: 'kept', repeated: 1 });
    });

    test('all triggers of a delivery are kept, or none', async () => {
      await publish({ one: TICKETS, two: TICKETS });
      const [one, two] = (await list()) as unknown as [KeptTrigger, KeptTrigger];
      const batches = [batchOf(one, ['a']), { ...batchOf(two, ['a']), versionId: subject.ids.runId() }];
      expect(await store.keepItems(batches)).toEqual({ kind: 'changed' });
      expect(await runCount()).toBe(0);
      expect(await store.keepItems([batchOf(one, ['a']), batchOf(two, ['a'])])).toMatchObject({ kind: 'kept' });
      expect(await runCount()).toBe(2);
    });

    test('deliveries of the same thing at the same time start one run', async () => {
      await publish({ one: TICKETS });
      const trigger = await only();
      const stores = [store, subject.otherTriggers, store, subject.otherTriggers];
      const results = await Promise.all(stores.map((each) => each.keepItems([batchOf(trigger, ['a', 'b'])])));
      expect(results.flatMap((result) => (result.kind === 'kept' ? result.runIds : []))).toHaveLength(2);
      expect(await runCount()).toBe(2);
    });
  });

  describe('addresses', () => {
    test('a pasted one stays over all versions', async () => {
      await publish({ told: TICKETS });
      await settle('manual');
      const { addressId = '', id } = await only();
      expect(await store.findByAddress(addressId)).toMatchObject({ id, triggerId: 'told' });
      await publish({ told: OTHER });
      expect(await store.findByAddress(addressId)).toBeUndefined();
      await settle('manual');
      expect((await only()).addressId).toBe(addressId);
      expect(await store.findByAddress(addressId)).toMatchObject({ trigger: OTHER });
      expect(await store.findByAddress('no address')).toBeUndefined();
      expect(await find('no address')).toBeUndefined();
    });

    test('an app’s triggers are found with the accounts of their connections', async () => {
      await subject.noteAccount('acme', 'T-1');
      await publish({ told: TICKETS, other: { ...TICKETS, connection: 'none' } });
      await settle('app');
      const found = await store.findApp({ workspaceSlug: 'main', connector: 'desk' });
      expect(found?.workspaceId).toBe(subject.origin.workspaceId);
      const accounts = found?.triggers.map(({ triggerId, accountId }) => [triggerId, accountId]);
      expect(new Map(accounts as [string, string | undefined][])).toEqual(
        new Map([
          ['told', 'T-1'],
          ['other', undefined],
        ]),
      );
      expect((await store.findApp({ workspaceSlug: 'main', connector: 'none' }))?.triggers).toEqual([]);
      expect(await store.findApp({ workspaceSlug: 'none', connector: 'desk' })).toBeUndefined();
    });
    const find = (subscriptionId: string) => store.findSubscribed({ subscriptionId, graceSeconds: GRACE_SECONDS });
  });
}
