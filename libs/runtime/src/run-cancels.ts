import type { RunAddress } from './active-run.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { EnginePorts } from './engine-ports.ts';
import { faultPoint } from './fault-points.ts';
import { cancelAwaited } from './left-behind.ts';
import type { CancelledRun, RunStore } from './ports.ts';
import type { RunClaims } from './run-claims.ts';
import type { WaitingCallers } from './waiting-callers.ts';

interface CancelParts {
  readonly ports: EnginePorts;
  readonly active: ActiveRuns;
  readonly claims: RunClaims;
  readonly callers: WaitingCallers;
}

/** Cancels runs wherever they are, and tells whom it concerns. */
export class RunCancels {
  readonly #parts: CancelParts;

  constructor(parts: CancelParts) {
    this.#parts = parts;
  }

  async cancel({ workflowName, isTest = false, ...request }: RunAddress): ReturnType<RunStore['requestCancel']> {
    const { ports } = this.#parts;
    const result = await ports.runs.requestCancel(request);
    const run = { ...request, workflowName, isTest, hasBegun: true };
    if (result === 'requested') await this.follow(run);
    if (result === 'cancelled') {
      await this.follow({ ...run, end: { status: 'cancelled', endedAtMs: ports.clock.nowMs() } });
    }
    return result;
  }

  /**
   * What follows once the store has it that a run is cancelled. Who dies before that leaves nothing undone for ever: callers
   * and processes look for themselves, and a run that nobody waits for any more hears that from the store.
   */
  async follow(run: CancelledRun & Pick<RunAddress, 'compensate' | 'isTest'>): Promise<void> {
    await faultPoint('cancel.after_commit');
    const { workspaceId, runId, workflowName, end, hasBegun, compensate = false, isTest = false } = run;
    const { ports, active, claims, callers } = this.#parts;
    if (end === undefined) {
      active.get(runId)?.cancel(compensate ? 'compensate' : 'stop');
      void claims.tickIfStarted();
      void ports.dispatcher.wake([runId]);
      return;
    }
    const about = { workspaceId, runId, workflowName, atMs: end.endedAtMs, ...(isTest ? { isTest } : {}) };
    ports.feed.publish({ ...about, kind: 'run.ended', status: end.status });
    callers.answer({ kind: 'ended', runId, end, isRepetition: false });
    // A run that slept cannot tell those that it waits for.
    if (hasBegun) await cancelAwaited({ ports, cancel: (awaited) => this.cancel(awaited) }, { workspaceId, runId });
  }
}
