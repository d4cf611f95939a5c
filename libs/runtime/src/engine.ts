import { ActiveRuns } from './active-runs.ts';
import type { RunAnswer } from './answer.ts';
import { CancelWatch } from './cancel-watch.ts';
import type { EnginePorts } from './engine-ports.ts';
import { deferred } from './deferred.ts';
import { FirstRuns } from './first-runs.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import type { RunStore } from './ports.ts';
import { RunClaims } from './run-claims.ts';
import { RunDropped } from './run-journal.ts';
import { RunIntake, type AcceptedRun, type AcceptRequest } from './run-intake.ts';
import { VersionCache } from './version-cache.ts';
import { WaitingCallers } from './waiting-callers.ts';

/** Accepts, executes, wakes and recovers runs in one process. Many such processes may share a store. */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #callers = new WaitingCallers();
  readonly #active: ActiveRuns;
  readonly #leases: LeaseKeeper;
  readonly #cancels: CancelWatch;
  readonly #claims: RunClaims;
  readonly #intake: RunIntake;
  readonly #firstRuns: FirstRuns;
  #stopping: Promise<void> | undefined;

  constructor(given: EnginePorts) {
    const ports = { ...given, feed: guardFeed(given) };
    const callers = this.#callers;
    const versions = new VersionCache(ports.workflows);
    const renewLeases = (): Promise<void> => this.#leases.renew();
    this.#ports = ports;
    this.#active = new ActiveRuns(
      { ports, callers, renewLeases },
      {
        onParked: (availableAtMs) => this.#claims.wakeAt(availableAtMs),
        onRoom: () => void this.#claims.tickIfStarted(),
      },
    );
    const active = this.#active;
    this.#leases = new LeaseKeeper(ports, active);
    this.#cancels = new CancelWatch(ports, active);
    this.#claims = new RunClaims({ ports, active, leases: this.#leases, callers, versions });
    this.#firstRuns = new FirstRuns(ports, versions);
    this.#intake = new RunIntake({ ports, active, callers, firstRuns: this.#firstRuns });
  }

  /** Begins to look for due runs. Once, and not after `stop`. */
  start(): void {
    this.#leases.start();
    this.#cancels.start();
    this.#claims.start();
  }

  /**
   * Claims nothing more, lets what runs end until the deadline, and hands the rest to others. Callers who still wait are told
   * that their runs go on. Events that arrive meanwhile are kept for others.
   */
  stop({ deadlineMs }: { readonly deadlineMs: number }): Promise<void> {
    this.#stopping ??= this.#stop(deadlineMs);
    return this.#stopping;
  }

  async #stop(deadlineMs: number): Promise<void> {
    this.#intake.stop();
    const deadline = deferred<undefined>();
    const cancelDeadline = this.#ports.clock.schedule(deadlineMs, () => deadline.resolve(undefined));
    await Promise.race([this.#claims.stop().then(() => this.#active.whenEmpty()), deadline.promise]);
    cancelDeadline();
    this.#leases.stop();
    this.#cancels.stop();
    await this.#handBack();
  }

  /** Nothing more begins here. Who waits for a run that nobody was promised is promised it now. */
  async #handBack(): Promise<void> {
    const rest = this.#active.list();
    for (const run of rest) run.drop(new RunDropped('stopping'));
    this.#firstRuns.stop();
    await this.#callers.answerAllPending();
    const leases = rest.flatMap(({ journal }) => (journal.lease === undefined ? [] : [journal.lease]));
    if (leases.length === 0) return;
    try {
      await this.#ports.runs.release(leases);
    } catch (cause) {
      // They run out by themselves.
      this.#ports.report({ kind: 'store.failed', what: 'release leases', cause });
    }
  }

  /** What this process does now. */
  status(): {
    readonly running: number;
    readonly waiting: number;
    readonly maxRunning: number;
    readonly isSaturated: boolean;
  } {
    return {
      running: this.#active.size,
      waiting: this.#callers.size,
      maxRunning: this.#ports.settings.maxRunning,
      isSaturated: this.#intake.isSaturated,
    };
  }

  /**
   * Keeps an event as a run, and resolves when it is durable. The run goes on here or, when this process is full, anywhere.
   * `intake.saturated` when more is on its way to the store than may be.
   */
  accept(request: AcceptRequest): Promise<AcceptedRun> {
    return this.#intake.accept(request);
  }

  /**
   * Keeps an event as a run and waits for its answer, at most `waitMs`. The run is made durable as late as possible: before
   * its first effect, before it waits or before the answer, whichever comes first. `intake.saturated` when too many wait
   * already.
   */
  acceptAndWait(request: AcceptRequest, { waitMs }: { readonly waitMs: number }): Promise<RunAnswer> {
    return this.#intake.acceptAndWait(request, { waitMs });
  }

  /** Cancels a run wherever it is. One that executes elsewhere is told within seconds. */
  async cancel(request: {
    readonly workspaceId: string;
    readonly runId: string;
    readonly workflowName: string;
  }): Promise<Awaited<ReturnType<RunStore['requestCancel']>>> {
    const result = await this.#ports.runs.requestCancel(request);
    if (result === 'requested') this.#active.get(request.runId)?.cancel();
    if (result === 'cancelled') {
      const { runId } = request;
      const endedAtMs = this.#ports.clock.nowMs();
      this.#ports.feed.publish({ ...request, kind: 'run.ended', status: 'cancelled', atMs: endedAtMs });
      const end = { status: 'cancelled' as const, endedAtMs };
      this.#callers.answer({ kind: 'ended', runId, end, isRepetition: false });
    }
    return result;
  }

  /** One look for due runs. Calls during a look cause one more, not many. */
  tick(): Promise<void> {
    return this.#claims.tick();
  }
}

/** Whoever listens must not be able to stop a run. */
function guardFeed({ feed, report }: EnginePorts): EnginePorts['feed'] {
  return {
    publish: (event) => {
      try {
        feed.publish(event);
      } catch (cause) {
        report({ kind: 'defect', runId: event.runId, cause });
      }
    },
    subscribe: (filter, listener) => feed.subscribe(filter, listener),
  };
}
