import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JsonValue, ScheduleTrigger, WorkflowDocument } from '@millrace/machine';
import {
  hashDocument,
  type NewRun,
  type Schedule,
  type ScheduleDecision,
  type ScheduleStore,
  type WorkflowStore,
  type WorkflowVersion,
} from '@millrace/runtime';
import { aRun } from '../builders/run.ts';
import { aWorkflow } from '../builders/workflow.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

/** Schedules beside the workflows that they belong to and the runs that they start. */
export type ScheduleStoreSubject = RunStoreSubject & {
  readonly schedules: ScheduleStore;
  /** The same store as another process has it. */
  readonly otherSchedules: ScheduleStore;
  readonly workflows: WorkflowStore;
};

const NIGHTLY: ScheduleTrigger = { type: 'schedule', cron: '0 3 * * *' };
const EVERY: ScheduleTrigger = { type: 'schedule', everySeconds: 60 };
const HOUR_MS = 3_600_000;

/** What every schedule store promises. */
export function testScheduleStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<ScheduleStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: ScheduleStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const named = () => ({ workspaceId: subject.origin.workspaceId, name: 'orders' });
  function publish(triggers: NonNullable<WorkflowDocument['triggers']>): Promise<WorkflowVersion> {
    const document = aWorkflow(undefined, { triggers });
    const contentHash = hashDocument(document as unknown as JsonValue);
    return subject.workflows.publish({ ...named(), document, contentHash, note: '' });
  }
  const list = () => subject.schedules.list(subject.origin);
  const runOf = (schedule: Schedule, members: Partial<NewRun> = {}): NewRun =>
    aRun(
      { id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs(), ...schedule },
      { trigger: { id: schedule.triggerId, type: 'schedule' }, ...members },
    );
  const fire = (
    decide: (schedule: Schedule, nowMs: number) => ScheduleDecision,
    { store = subject.schedules, limit = 10 } = {},
  ) =>
    store.fireDue({ limit, decide: (schedule, nowMs) => new Promise((resolve) => resolve(decide(schedule, nowMs))) });
  /** From the anchor to the next tick. */
  const waitOf = (schedule: Schedule | undefined): number => (schedule?.nextMs ?? 0) - (schedule?.anchorMs ?? 0);
  const inAnHour = (_: Schedule, nowMs: number): ScheduleDecision => ({ ticks: [], nextMs: nowMs + HOUR_MS });

  test('a published schedule is asked for at once, and after its decision when that says so', async () => {
    expect(await fire(inAnHour)).toEqual({ runIds: [] });
    const { id: versionId } = await publish({ nightly: NIGHTLY, hook: { type: 'webhook', path: 'orders' } });
    const asked: { schedule: Schedule; nowMs: number }[] = [];
    const result = await fire((schedule, nowMs) => {
      asked.push({ schedule, nowMs });
      return inAnHour(schedule, nowMs);
    });
    expect(asked).toHaveLength(1);
    const [{ schedule, nowMs }] = asked as [{ schedule: Schedule; nowMs: number }];
    const { workspaceId, workflowId } = subject.origin;
    expect(schedule).toMatchObject({ workspaceId, workflowId, versionId, triggerId: 'nightly', trigger: NIGHTLY });
    expect(schedule.nextMs).toBe(schedule.anchorMs);
    expect(Math.abs(nowMs - subject.clock.nowMs())).toBeLessThan(2000);
    expect(result.runIds).toEqual([]);
    expect(Math.abs((result.dueInMs ?? 0) - HOUR_MS)).toBeLessThan(5000);
    expect(await list()).toEqual([{ ...schedule, nextMs: nowMs + HOUR_MS }]);
    expect((await fire(inAnHour)).runIds).toEqual([]);
    await subject.elapse(3601);
    const again: Schedule[] = [];
    await fire((due, dueMs) => {
      again.push(due);
      return inAnHour(due, dueMs);
    });
    expect(again).toHaveLength(1);
  });

  test('its runs are kept with its ticks, and no tick has two', async () => {
    await publish({ every: EVERY });
    const plannedMs = 1_700_000_000_000;
    const fired: NewRun[] = [];
    const decide = (schedule: Schedule, nowMs: number): ScheduleDecision => {
      const run = runOf(schedule);
      fired.push(run);
      return { ticks: [{ plannedMs: plannedMs - 1 }, { plannedMs, run }], nextMs: nowMs };
    };
    expect((await fire(decide)).runIds).toEqual([fired[0]?.id]);
    expect((await fire(decide)).runIds).toEqual([]);
    expect(fired).toHaveLength(2);
    const claimed = await subject.runs.claimDue({ workerId: 'w', leaseSeconds: 30, limit: 10 });
    expect(claimed).toMatchObject([{ runId: fired[0]?.id, trigger: { id: 'every', type: 'schedule' } }]);
    expect(await subject.runs.find({ ...subject.origin, runId: fired[1]?.id ?? '' })).toBeUndefined();
  });

  test('processes that look at the same time never fire one tick twice', async () => {
    await publish(Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`every-${n}`, EVERY])));
    const decide = (schedule: Schedule, nowMs: number): ScheduleDecision => ({
      ticks: [{ plannedMs: schedule.nextMs, run: runOf(schedule) }],
      nextMs: nowMs + HOUR_MS,
    });
    const stores = Array.from({ length: 6 }, (_, n) => (n % 2 === 0 ? subject.schedules : subject.otherSchedules));
    const results = await Promise.all(stores.map((store) => fire(decide, { store, limit: 4 })));
    const last = await fire(decide, { limit: 100 });
    const runIds = [...results.flatMap((result) => result.runIds), ...last.runIds];
    expect(runIds).toHaveLength(12);
    expect(new Set(runIds).size).toBe(12);
    const { items } = await subject.runs.list({ ...subject.origin, limit: 100 });
    expect(items.map(({ trigger }) => trigger.id).sort()).toEqual(
      (await list()).map(({ triggerId }) => triggerId).sort(),
    );
  });

  test('a run with conditions is held back', async () => {
    await publish({ every: EVERY });
    const { runIds } = await fire((schedule, nowMs) => ({
      ticks: [{ plannedMs: nowMs, run: runOf(schedule, { admission: { orderingKey: 'a' } }) }],
      nextMs: nowMs + HOUR_MS,
    }));
    expect(runIds).toHaveLength(1);
    expect(await subject.runs.claimDue({ workerId: 'w', leaseSeconds: 30, limit: 10 })).toEqual([]);
  });

  test('one without a next time never fires again', async () => {
    await publish({ every: EVERY });
    expect(await fire(() => ({ ticks: [] }))).toEqual({ runIds: [] });
    await subject.elapse(86_400);
    const asked: string[] = [];
    const note = (schedule: Schedule, nowMs: number): ScheduleDecision => {
      asked.push(schedule.triggerId);
      return inAnHour(schedule, nowMs);
    };
    expect(await fire(note)).toEqual({ runIds: [] });
    expect(asked).toEqual([]);
    expect(await list()).toEqual([]);
  });

  test('publishing anew keeps the time of one that did not change, in the new version; a changed one begins anew', async () => {
    await publish({ nightly: NIGHTLY, every: EVERY, gone: EVERY });
    await fire(inAnHour);
    const before = await list();
    await subject.elapse(60);
    const second = await publish({ every: EVERY, nightly: { ...NIGHTLY, cron: '0 4 * * *' } });
    const [every, nightly, ...others] = await list();
    expect(others).toEqual([]);
    const kept = before.find(({ triggerId }) => triggerId === 'every');
    expect(every).toMatchObject({ versionId: second.id, trigger: EVERY });
    expect(waitOf(every)).toBeGreaterThan(0);
    expect(waitOf(every)).toBe(waitOf(kept));
    expect(waitOf(nightly)).toBe(0);
    await subject.workflows.activate({ ...named(), number: second.number - 1 });
    expect((await list()).map(({ triggerId }) => triggerId)).toEqual(['every', 'gone', 'nightly']);
    await subject.workflows.remove(named());
    expect(await list()).toEqual([]);
  });

  test('one that cannot be decided now does not keep the others back, and stays due', async () => {
    await publish({ bad: EVERY, good: EVERY });
    const asked: string[] = [];
    const decide = (schedule: Schedule, nowMs: number): ScheduleDecision => {
      asked.push(schedule.triggerId);
      if (schedule.triggerId === 'bad') throw new Error('No such time zone.');
      return { ticks: [{ plannedMs: nowMs, run: runOf(schedule) }], nextMs: nowMs + HOUR_MS };
    };
    const failing = () => fire(decide);
    await expect(failing()).rejects.toThrow('No such time zone.');
    expect(await subject.runs.claimDue({ workerId: 'w', leaseSeconds: 30, limit: 10 })).toHaveLength(1);
    const before = (await list()).find(({ triggerId }) => triggerId === 'bad')?.nextMs;
    await expect(failing()).rejects.toThrow('No such time zone.');
    expect([...asked].sort()).toEqual(['bad', 'bad', 'good']);
    expect((await list()).find(({ triggerId }) => triggerId === 'bad')?.nextMs).toBe(before);
  });
}
