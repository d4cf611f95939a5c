import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { NewRun, RunStore } from '@millrace/runtime';
import { aCheckpoint, aRun, aStep } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

const WORKER = { workerId: 'worker-1', leaseSeconds: 30 };

/** What every run store tells of runs to those who follow them. */
export function testRunNews({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<RunStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: RunStoreSubject;
  let runs: RunStore;
  beforeEach(async () => {
    subject = await setup();
    ({ runs } = subject);
  });
  afterEach(teardown);

  /** A run that is held with fence 1 and has recorded steps. */
  async function heldAfter(steps: number): Promise<NewRun> {
    const run = aRun({ id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs(), ...subject.origin });
    await runs.accept(run, WORKER);
    await moveOn(run, 0, steps);
    return run;
  }
  async function moveOn({ id }: NewRun, from: number, until: number): Promise<void> {
    if (from === until) return;
    const steps = Array.from({ length: until - from }, (_, n) => aStep(from + n));
    await runs.advance({ lease: { runId: id, fence: 1 }, checkpoint: aCheckpoint(), steps });
  }
  async function end({ id }: NewRun): Promise<number> {
    const endedAtMs = subject.clock.nowMs();
    await runs.finish({
      lease: { runId: id, fence: 1 },
      end: { status: 'failed', error: 'Stop', endedAtMs },
      steps: [aStep(5)],
    });
    return endedAtMs;
  }
  const news = async (...known: Parameters<RunStore['findNews']>[0]) =>
    (await subject.other.findNews(known)).toSorted((a, b) => (a.id < b.id ? -1 : 1));

  describe('news of runs', () => {
    test('are steps beyond those that are known', async () => {
      const run = await heldAfter(0);
      expect(await news({ runId: run.id, stepCount: 0 })).toEqual([]);
      await moveOn(run, 0, 2);
      expect(await news({ runId: run.id, stepCount: 0 })).toEqual([
        { id: run.id, versionId: run.versionId, stepCount: 2 },
      ]);
      expect(await news({ runId: run.id, stepCount: 2 })).toEqual([]);
    });

    test('are the end, whatever is known, and of who does not ask for steps nothing else', async () => {
      const run = await heldAfter(5);
      expect(await news({ runId: run.id })).toEqual([]);
      const endedAtMs = await end(run);
      const ended = { id: run.id, versionId: run.versionId, stepCount: 6, endedAtMs };
      expect(await news({ runId: run.id })).toEqual([ended]);
      expect(await news({ runId: run.id, stepCount: 6 })).toEqual([ended]);
    });

    test('are told of each run by what is known of it, and of none that is not there', async () => {
      const [moved, same, over, quiet] = [
        await heldAfter(3),
        await heldAfter(3),
        await heldAfter(5),
        await heldAfter(3),
      ];
      await end(over);
      const told = await news(
        ...[{ runId: quiet.id }, { runId: subject.ids.runId(), stepCount: 0 }, { runId: moved.id, stepCount: 2 }],
        ...[{ runId: over.id }, { runId: same.id, stepCount: 3 }],
      );
      expect(told.map(({ id }) => id)).toEqual([moved.id, over.id]);
      expect(await news()).toEqual([]);
    });

    test('are told of what was cancelled', async () => {
      const run = await heldAfter(1);
      const lease = { runId: run.id, fence: 1 };
      await runs.park({ lease, checkpoint: aCheckpoint(), steps: [], availableAtMs: subject.clock.nowMs() + 60_000 });
      await runs.requestCancel({ workspaceId: run.workspaceId, runId: run.id });
      expect(await news({ runId: run.id })).toMatchObject([{ id: run.id, endedAtMs: expect.any(Number) }]);
    });
  });
}
