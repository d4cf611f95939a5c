import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  standingAfter,
  standingOf,
  type ErrorGroup,
  type ErrorGroupStore,
  type FailureMark,
  type GroupDecision,
  type NewRun,
  type RunEnd,
} from '@millrace/runtime';
import { aRun } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

/** Groups of failures beside the runs that fail. */
export interface ErrorGroupStoreSubject extends RunStoreSubject {
  readonly errorGroups: ErrorGroupStore;
}

const WORKER = { workerId: 'worker-1', leaseSeconds: 30 };
const HOUR_MS = 3_600_000;
const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** What every store of error groups promises, and every run store for it. */
export function testErrorGroupStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<ErrorGroupStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: ErrorGroupStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const newRun = (members: Partial<NewRun> = {}): NewRun =>
    aRun({ id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs(), ...subject.origin }, members);
  const markOf = (fingerprint: string, members: Partial<FailureMark> = {}): FailureMark => ({
    ...{ fingerprint, statePath: 'Charge', resource: 'connector:shop.charge', normalisedCause: 'card #' },
    ...{ versionNumber: 1, ...members },
  });
  const failure = (mark: FailureMark, members: Partial<RunEnd> = {}): RunEnd => ({
    ...{ status: 'failed', error: 'Storm', cause: 'card 7', failedPath: 'Charge#2', endedAtMs: subject.clock.nowMs() },
    ...{ failure: mark, ...members },
  });
  /** A run that failed at once. */
  async function fail(mark = markOf(A), members: Partial<RunEnd> = {}): Promise<NewRun> {
    const run = newRun();
    await subject.runs.acceptFinished(run, { end: failure(mark, members), steps: [] });
    return run;
  }
  const address = (fingerprint = A) => ({ workspaceId: subject.origin.workspaceId, fingerprint });
  const find = (fingerprint = A): Promise<ErrorGroup | undefined> => subject.errorGroups.find(address(fingerprint));
  const decide = (decision: GroupDecision) => subject.errorGroups.change({ ...address(), decision, by: 'ada@x.io' });
  type ListFilter = Omit<Parameters<ErrorGroupStore['list']>[0], 'workspaceId'>;
  const list = (filter: Partial<ListFilter> = {}) => {
    const { workspaceId } = subject.origin;
    return subject.errorGroups.list({ workspaceId, order: 'newest', limit: 10, ...filter });
  };
  const listed = async (filter: Partial<ListFilter> = {}) =>
    (await list(filter)).items.map((group) => group.fingerprint);

  describe('counting', () => {
    test('a run that ended at once makes a group, and says which', async () => {
      const endedAtMs = subject.clock.nowMs();
      const run = await fail(markOf(A), { endedAtMs });
      expect(await find()).toEqual({
        ...{ workspaceId: subject.origin.workspaceId, fingerprint: A, workflowId: subject.origin.workflowId },
        ...{ workflowName: 'orders', statePath: 'Charge', resource: 'connector:shop.charge', error: 'Storm' },
        ...{ normalisedCause: 'card #', sampleCause: 'card 7', sampleRunId: run.id, newestVersion: 1 },
        ...{ firstSeenMs: endedAtMs, lastSeenMs: endedAtMs, count: 1, state: 'open', isRegressed: false },
      });
      const found = await subject.runs.find({ workspaceId: run.workspaceId, runId: run.id });
      expect(found).toMatchObject({ fingerprint: A, failedPath: 'Charge#2' });
    });

    test('so does one that was kept before it failed, once however often its end is written', async () => {
      const run = newRun();
      await subject.runs.accept(run, WORKER);
      const finish = { lease: { runId: run.id, fence: 1 }, end: failure(markOf(A)), steps: [] };
      expect(await subject.runs.finish(finish)).toBe(true);
      expect(await subject.runs.finish(finish)).toBe(false);
      expect(await find()).toMatchObject({ count: 1, sampleRunId: run.id, workflowName: 'orders' });
      expect(await subject.runs.find({ workspaceId: run.workspaceId, runId: run.id })).toMatchObject({
        ...{ status: 'failed', fingerprint: A },
      });
    });

    test('and one whose failure another run hears of', async () => {
      const run = newRun();
      await subject.runs.accept(run, WORKER);
      const lease = { runId: run.id, fence: 1 };
      const followUp = newRun();
      expect(await subject.runs.finish({ lease, end: failure(markOf(A)), steps: [], followUp })).toBe(true);
      expect(await find()).toMatchObject({ count: 1 });
    });

    test('a run that succeeds, and a failure that does not count, are in none', async () => {
      const endedAtMs = subject.clock.nowMs();
      const run = newRun();
      await subject.runs.acceptFinished(run, { end: { status: 'failed', error: 'Storm', endedAtMs }, steps: [] });
      await subject.runs.acceptFinished(newRun(), { end: { status: 'succeeded', output: '1', endedAtMs }, steps: [] });
      expect(await list()).toEqual({ items: [] });
      expect(await subject.runs.find({ workspaceId: run.workspaceId, runId: run.id })).not.toHaveProperty(
        'fingerprint',
      );
    });

    test('of many that fail at once, each counts', async () => {
      const kept = many(100, () => newRun());
      await Promise.all(kept.map((run) => subject.runs.accept(run, WORKER)));
      const ends = kept.map(({ id }, n) =>
        (n % 2 === 0 ? subject.runs : subject.other).finish({
          ...{ lease: { runId: id, fence: 1 }, steps: [] },
          end: failure(markOf(n % 3 === 0 ? B : A)),
        }),
      );
      const begun = many(100, (n) => {
        const end = failure(markOf(n % 3 === 0 ? A : B));
        return (n % 2 === 0 ? subject.runs : subject.other).acceptFinished(newRun(), { end, steps: [] });
      });
      await Promise.all([...ends, ...begun]);
      expect([(await find(A))?.count, (await find(B))?.count]).toEqual([100, 100]);
    });

    test('the newest run is the sample, whatever comes later', async () => {
      const first = await fail(markOf(A), { endedAtMs: 5_000, cause: 'card 5' });
      expect(await find()).toMatchObject({ sampleRunId: first.id, sampleCause: 'card 5' });
      const newest = await fail(markOf(A, { versionNumber: 4 }), { endedAtMs: 9_000, cause: 'card 9' });
      await fail(markOf(A, { versionNumber: 3 }), { endedAtMs: 1_000, cause: 'card 1' });
      expect(await find()).toMatchObject({
        ...{ sampleRunId: newest.id, sampleCause: 'card 9', firstSeenMs: 1_000, lastSeenMs: 9_000, count: 3 },
        newestVersion: 4,
      });
    });

    test('texts that a database refuses are shown', async () => {
      await fail(markOf(A, { statePath: 'a\u0000b\ud800' }), { cause: 'c\u0000d\ud800', error: 'Storm' });
      expect(await find()).toMatchObject({ count: 1 });
    });

    test('hours and versions are counted', async () => {
      const hourMs = Math.floor(subject.clock.nowMs() / HOUR_MS) * HOUR_MS;
      await fail(markOf(A), { endedAtMs: hourMs - 3 * HOUR_MS });
      await fail(markOf(A), { endedAtMs: hourMs + 5 });
      await fail(markOf(A, { versionNumber: 2 }), { endedAtMs: hourMs + 6 });
      const { versionNumber: _, ...gone } = markOf(A);
      await fail(gone, { endedAtMs: hourMs + 7 });
      await fail(markOf(B), { endedAtMs: hourMs + 7 });
      const { workspaceId } = subject.origin;
      const hours = (fromMs: number, ...fingerprints: string[]) =>
        subject.errorGroups.listHours({ workspaceId, fingerprints, fromMs });
      const now = [
        { fingerprint: A, hourMs, count: 3 },
        { fingerprint: B, hourMs, count: 1 },
      ];
      expect(await hours(0, A, B)).toEqual([{ fingerprint: A, hourMs: hourMs - 3 * HOUR_MS, count: 1 }, ...now]);
      expect(await hours(hourMs, A, B)).toEqual(now);
      expect(await hours(hourMs, B)).toEqual(now.slice(1));
      expect(await hours(0)).toEqual([]);
      expect(await subject.errorGroups.countVersions(address())).toEqual([
        { number: 2, count: 1, firstHourMs: hourMs, lastHourMs: hourMs },
        { number: 1, count: 2, firstHourMs: hourMs - 3 * HOUR_MS, lastHourMs: hourMs },
        { count: 1, firstHourMs: hourMs, lastHourMs: hourMs },
      ]);
    });

    test('runs of a group are a list', async () => {
      const first = await fail();
      await fail(markOf(B));
      const second = await fail();
      const { workspaceId } = subject.origin;
      const page = await subject.runs.list({ workspaceId, fingerprint: A, limit: 1 });
      expect(page.items.map(({ id }) => id)).toEqual([second.id]);
      const { nextCursor: cursor = '' } = page;
      const rest = await subject.runs.list({ workspaceId, fingerprint: A, limit: 5, cursor });
      expect(rest.items.map(({ id }) => id)).toEqual([first.id]);
      expect(await subject.runs.list({ workspaceId, fingerprint: 'none', limit: 5 })).toEqual({ items: [] });
    });
  });

  describe('what people decide', () => {
    const decisions: readonly GroupDecision[] = [
      { state: 'open' },
      { state: 'resolved', inVersion: 3 },
      { state: 'ignored' },
      { state: 'ignored', count: 3 },
      { state: 'ignored', count: 1 },
      { state: 'ignored', untilMs: 1 },
      { state: 'ignored', untilMs: 9e12, count: 2 },
    ];
    const seen: readonly (readonly (number | undefined)[])[] = [[2], [3], [4], [undefined], [2, 2], [2, 3], [1, 2, 1]];
    test.each(decisions.flatMap((decision) => seen.map((versions) => [decision, versions] as const)))(
      '%j, and seen then in %j',
      async (decision, versions) => {
        await fail();
        await decide(decision);
        // In one batch, or in several.
        await Promise.all(
          versions.map((versionNumber) => {
            const { versionNumber: _, ...mark } = markOf(A);
            return fail(versionNumber === undefined ? mark : { ...mark, versionNumber });
          }),
        );
        const nowMs = subject.clock.nowMs();
        const sightings = versions.map((version) => ({ count: 1, nowMs, ...(version && { newestVersion: version }) }));
        const { state, isRegressed, resolvedIn, ignoredFor, ignoredUntilMs } = (await find()) ?? {};
        const standing = { state, isRegressed, resolvedIn, ignoredFor, ignoredUntilMs };
        expect(standing).toEqual({
          ...{ resolvedIn: undefined, ignoredFor: undefined, ignoredUntilMs: undefined },
          ...sightings.reduce(standingAfter, standingOf(decision)),
        });
      },
    );

    test('is noted with who and when', async () => {
      await fail();
      expect(await find()).not.toHaveProperty('changedBy');
      const changed = await decide({ state: 'resolved', inVersion: 2 });
      expect(changed).toMatchObject({ state: 'resolved', resolvedIn: 2, changedBy: 'ada@x.io' });
      expect(changed?.changedAtMs).toBeGreaterThan(0);
      expect(await find()).toEqual(changed);
    });

    test('may be whose it is, which stays whatever else is decided', async () => {
      await fail();
      const assign = (assignee: string | null) =>
        subject.errorGroups.change({ ...address(), assignee, by: 'ada@x.io' });
      expect(await assign('bo@x.io')).toMatchObject({ assignee: 'bo@x.io', state: 'open' });
      expect(await decide({ state: 'ignored', count: 9 })).toMatchObject({ assignee: 'bo@x.io', ignoredFor: 9 });
      const left = await assign(null);
      expect(left).toMatchObject({ state: 'ignored', ignoredFor: 9 });
      expect(left).not.toHaveProperty('assignee');
    });

    test('is nothing of a group that is not there, or is of another workspace', async () => {
      await fail();
      expect(await subject.errorGroups.change({ ...address(B), by: 'x' })).toBeUndefined();
      const elsewhere = { workspaceId: subject.ids.runId(), fingerprint: A };
      expect(
        await subject.errorGroups.change({ ...elsewhere, decision: { state: 'ignored' }, by: 'x' }),
      ).toBeUndefined();
      expect(await subject.errorGroups.find(elsewhere)).toBeUndefined();
      expect(await find()).toMatchObject({ state: 'open' });
    });

    test('many failures at once reopen it once, and none is lost', async () => {
      await fail();
      await decide({ state: 'ignored', count: 50 });
      await Promise.all(many(49, () => fail()));
      expect(await find()).toMatchObject({ state: 'ignored', ignoredFor: 1, count: 50 });
      await Promise.all(many(30, () => fail()));
      expect(await find()).toMatchObject({ state: 'open', count: 80 });
    });
  });

  describe('lists', () => {
    beforeEach(async () => {
      for (const [n, letter] of ['c', 'a', 'b'].entries()) {
        const mark = markOf(letter.repeat(32), { statePath: `Step ${letter}` });
        for (const endedAtMs of many(n === 1 ? 3 : n + 1, () => 1_000 * n)) await fail(mark, { endedAtMs });
      }
    });

    test('are newest or most frequent first, page by page', async () => {
      const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
      expect(await listed()).toEqual([b, a, c]);
      // Of those that were seen as often, the last by its fingerprint is first.
      expect(await listed({ order: 'frequent' })).toEqual([b, a, c]);
      for (const order of ['newest', 'frequent'] as const) {
        const first = await list({ order, limit: 2 });
        expect(first.items).toHaveLength(2);
        expect(await listed({ order, cursor: first.nextCursor ?? '' })).toEqual([c]);
      }
      expect(await list({ limit: 3 })).not.toHaveProperty('nextCursor');
    });

    test('are narrowed', async () => {
      const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
      expect(await listed({ text: 'STEP A' })).toEqual([a]);
      expect(await listed({ text: 'card' })).toHaveLength(3);
      expect(await listed({ text: 'nothing' })).toEqual([]);
      expect(await listed({ seenFromMs: 1_000 })).toEqual([b, a]);
      expect(await listed({ workflowName: 'orders' })).toHaveLength(3);
      expect(await listed({ workflowName: 'others' })).toEqual([]);
      await subject.errorGroups.change({ ...address(a), decision: { state: 'resolved', inVersion: 2 }, by: 'x' });
      await subject.errorGroups.change({ ...address(b), decision: { state: 'ignored' }, by: 'x' });
      expect(await listed({ states: ['open'] })).toEqual([c]);
      expect(await listed({ states: ['resolved', 'ignored'] })).toEqual([b, a]);
    });

    test('what was ignored until a time that has passed is open', async () => {
      const a = 'a'.repeat(32);
      await subject.errorGroups.change({ ...address(a), decision: { state: 'ignored', untilMs: 1 }, by: 'x' });
      expect(await listed({ states: ['open'] })).toContain(a);
      expect(await listed({ states: ['ignored'] })).toEqual([]);
      expect(await find(a)).toMatchObject({ state: 'open' });
    });

    test.each(['', 'x', '[]', Buffer.from('["newest","1"]').toString('base64url')])(
      'refuse the cursor %j',
      async (cursor) => {
        await expect(list({ cursor })).rejects.toMatchObject({ code: 'list.cursor_invalid' });
      },
    );

    test('refuse a cursor of another order', async () => {
      const { nextCursor: cursor = '' } = await list({ limit: 1 });
      await expect(list({ cursor, order: 'frequent' })).rejects.toMatchObject({ code: 'list.cursor_invalid' });
    });
  });
}
