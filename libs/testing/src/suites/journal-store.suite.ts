import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JournalRow, JournalStore, NewRun } from '@millrace/runtime';
import { aCheckpoint, aRun, aStep } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

/** Journals beside the run store that writes them. */
export type JournalStoreSubject = RunStoreSubject & { readonly journal: JournalStore };

const WORKER = { workerId: 'worker-1', leaseSeconds: 30 };

/** What every journal store promises. */
export function testJournalStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<JournalStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: JournalStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const row = (path: string, value: unknown = path): JournalRow => ({ path, entry: JSON.stringify(value) });
  const read = ({ id }: NewRun, members: { afterPath?: string; limit?: number } = {}) =>
    subject.journal.read({ runId: id, limit: 100, ...members });
  const leaseOf = ({ id }: NewRun, fence = 1) => ({ runId: id, fence });

  async function held(): Promise<NewRun> {
    const run = aRun({ id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs(), ...subject.origin });
    await subject.runs.accept(run, WORKER);
    return run;
  }

  test('is written with a move, with or without a new position, and keeps the newest entry of each path', async () => {
    const run = await held();
    const checkpoint = aCheckpoint('Each order');
    await subject.runs.advance({ lease: leaseOf(run), checkpoint, steps: [], journal: [row('Each order', 1)] });
    const inside = { lease: leaseOf(run), steps: [aStep(0), aStep(1)] };
    expect(await subject.runs.advance({ ...inside, journal: [row('Each order[0]'), row('Each order', 2)] })).toBe(true);
    expect(await read(run)).toEqual([row('Each order', 2), row('Each order[0]')]);
    const found = await subject.runs.find({ workspaceId: run.workspaceId, runId: run.id });
    expect(found).toMatchObject({ currentState: 'Each order', stepCount: 2, status: 'running' });
    await subject.elapse(31);
    const [claimed] = await subject.other.claimDue({ ...WORKER, limit: 1 });
    expect(claimed).toMatchObject({ checkpoint, stepCount: 2 });
  });

  test('is there before its run is, for a run that goes on where another has left off', async () => {
    const run = aRun({ id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs(), ...subject.origin });
    const large = 'x'.repeat(100_000);
    await subject.journal.begin({ runId: run.id, rows: [row('Each', 1), row('Each[0]', { at: '\u0000' })] });
    await subject.journal.begin({ runId: run.id, rows: [row('Each', large), row('/start')] });
    await subject.journal.begin({ runId: run.id, rows: [] });
    const rows = [row('/start'), row('Each', large), row('Each[0]', { at: '\u0000' })];
    expect(await read(run)).toEqual(rows);
    await subject.runs.accept(run, WORKER);
    expect(await read(run)).toEqual(rows);
  });

  test('of many writes at once from one execution all are kept', async () => {
    const run = await held();
    const entries = Array.from({ length: 300 }, (_, index) => row(`Each order[${index}]`));
    const written = await Promise.all(
      entries.map((entry, index) =>
        subject.runs.advance({ lease: leaseOf(run), steps: [aStep(index)], journal: [entry] }),
      ),
    );
    expect(new Set(written)).toEqual(new Set([true]));
    expect(await read(run, { limit: 1000 })).toHaveLength(300);
    expect(await subject.runs.find({ workspaceId: run.workspaceId, runId: run.id })).toMatchObject({ stepCount: 300 });
  });

  test('is written when a run parks and when it ends', async () => {
    const run = await held();
    const parked = { lease: leaseOf(run), checkpoint: aCheckpoint(), steps: [], availableAtMs: subject.clock.nowMs() };
    await subject.runs.park({ ...parked, journal: [row('a')] });
    const [claimed] = await subject.other.claimDue({ ...WORKER, limit: 1 });
    const end = { status: 'succeeded' as const, endedAtMs: subject.clock.nowMs() };
    const lease = leaseOf(run, claimed?.fence);
    expect(await subject.runs.finish({ lease, end, steps: [], journal: [row('/end')] })).toBe(true);
    expect(await read(run)).toEqual([row('/end'), row('a')]);
  });

  test('whoever has lost the run writes nothing', async () => {
    const run = await held();
    await subject.elapse(31);
    await subject.other.claimDue({ ...WORKER, limit: 1 });
    const late = { lease: leaseOf(run), steps: [aStep(0)], journal: [row('late')] };
    expect(await subject.runs.advance(late)).toBe(false);
    expect(await subject.runs.park({ ...late, availableAtMs: 0 })).toBe(false);
    const end = { status: 'succeeded' as const, endedAtMs: subject.clock.nowMs() };
    expect(await subject.runs.finish({ ...late, end })).toBe(false);
    expect(await read(run)).toEqual([]);
  });

  test('comes page by page in the order of bytes, whatever is in a path', async () => {
    const run = await held();
    const paths = ['/end', 'Each[0]', 'Each[10]', 'Each[9]', 'Z', 'a\u0000b', 'nul\u0001\u0001', 'Ä', '\ud800', '𝕏'];
    const journal = paths.map((path) => row(path));
    await subject.runs.advance({ lease: leaseOf(run), steps: [], journal });
    const all = await read(run);
    expect(new Set(all.map(({ path }) => path))).toEqual(new Set(paths));
    const plain = all.map(({ path }) => path).filter((path) => /^[\x20-\x7e]+$/.test(path));
    expect(plain).toEqual(['/end', 'Each[0]', 'Each[10]', 'Each[9]', 'Z']);
    const paged: JournalRow[] = [];
    for (;;) {
      const last = paged.at(-1)?.path;
      const page = await read(run, { limit: 3, ...(last === undefined ? {} : { afterPath: last }) });
      if (page.length === 0) break;
      paged.push(...page);
    }
    expect(paged).toEqual(all);
    for (const { path, entry } of all) expect(JSON.parse(entry)).toBe(path);
  });

  test('keeps large entries too', async () => {
    const run = await held();
    const journal = [row('small'), row('large', 'x'.repeat(200_000)), row('same', 'x'.repeat(200_000))];
    await subject.runs.advance({ lease: leaseOf(run), steps: [], journal });
    expect(new Set(await read(run))).toEqual(new Set(journal));
  });

  test('of another run, or of none, is empty', async () => {
    const [run, other] = [await held(), await held()];
    await subject.runs.advance({ lease: leaseOf(run), steps: [], journal: [row('a')] });
    expect(await read(other)).toEqual([]);
    expect(await subject.journal.read({ runId: subject.ids.runId(), limit: 10 })).toEqual([]);
  });
}
