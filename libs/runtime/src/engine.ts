import { ActiveRuns } from './active-runs.ts';
import type { RunAddress, RunStart } from './active-run.ts';
import { Admissions } from './admissions.ts';
import type { RunAnswer } from './answer.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { JsonValue } from '@millrace/machine';
import { deferred } from './deferred.ts';
import type { HeldStepStore } from './held-step.ts';
import { faultPoint } from './fault-points.ts';
import { HandBack } from './hand-back.ts';
import { HeldSteps } from './held-steps.ts';
import { RunFollower } from './run-follower.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import type { AcceptRequest } from './new-run.ts';
import type { RunStore, TokenStore } from './ports.ts';
import { RunCancels } from './run-cancels.ts';
import { RunClaims } from './run-claims.ts';
import { RunDropped } from './run-journal.ts';
import { RunIntake, type AcceptedRun } from './run-intake.ts';
import { RunRetries } from './retries/run-retries.ts';
import { RunMaker } from './rollouts/run-maker.ts';
import { Scheduler } from './schedule/scheduler.ts';
import { SignalWatch } from './signal-watch.ts';
import { useOfToken, type TokenUse } from './task-token.ts';
import { VersionCache } from './version-cache.ts';
import { WaitingCallers } from './waiting-callers.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

/** Accepts, executes, wakes and recovers runs in one process. Many such processes may share a store. */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #callers = new WaitingCallers();
  readonly #versions: VersionCache;
  readonly #maker: RunMaker;
  readonly #active: ActiveRuns;
  readonly #leases: LeaseKeeper;
  readonly #signals: SignalWatch;
  readonly #claims: RunClaims;
  readonly #cancels: RunCancels;
  readonly #handingBack: HandBack;
  readonly #intake: RunIntake;
  readonly #follower: RunFollower;
  readonly #admissions: Admissions;
  readonly #scheduler: Scheduler;
  readonly #held: HeldSteps;
  /** Makes new runs of those that have ended. */
  readonly retries: RunRetries;
  #stopping: Promise<void> | undefined;
  #isHeld = false;

  constructor(given: EnginePorts) {
    const ports = { ...given, feed: guardFeed(given) };
    const callers = this.#callers;
    const versions = new VersionCache(ports.workflows);
    this.#ports = ports;
    this.#versions = versions;
    this.#maker = new RunMaker(ports, versions);
    this.#active = new ActiveRuns(this.#surroundings(ports), {
      onParked: (availableAtMs) => this.#claims.wakeAt(availableAtMs),
      onRoom: () => void this.#claims.tickIfStarted(),
      onLeft: (lease) => this.#handingBack.add(lease),
    });
    const active = this.#active;
    this.#leases = new LeaseKeeper(ports, active);
    this.#signals = new SignalWatch(ports, active);
    this.#handingBack = new HandBack(ports);
    this.#claims = new RunClaims({
      ports,
      active,
      leases: this.#leases,
      handBack: this.#handingBack,
      callers,
      versions,
    });
    this.#follower = new RunFollower(ports, versions);
    this.#cancels = new RunCancels({ ports, active, claims: this.#claims, callers });
    this.#admissions = new Admissions({ ports, claims: this.#claims, cancels: this.#cancels });
    const requestAdmission = (workflowId: string): void => {
      // One that is admitted may end another.
      if (!this.#isHeld) void this.#admissions.request(workflowId);
    };
    const maker = this.#maker;
    this.#intake = new RunIntake({ ports, active, callers, follower: this.#follower, maker, requestAdmission });
    this.retries = new RunRetries({ ports, versions, intake: this.#intake });
    this.#scheduler = new Scheduler({
      ...{ ports, versions, maker },
      onRuns: (runIds, workflowIds) => this.noteKept(runIds, workflowIds),
    });
    this.#held = new HeldSteps({ ports, wake: (runId, token) => this.#wakeAwaiting(runId, token) });
  }

  #surroundings(ports: EnginePorts): ConstructorParameters<typeof ActiveRuns>[0] {
    return {
      ports,
      callers: this.#callers,
      renewLeases: () => this.#leases.renew(),
      accept: (request) => this.#intake.accept(request),
      onQueued: (run) => this.#intake.tellQueued(run),
      cancel: (address) => this.#cancels.cancel(address),
      make: (request) => this.#maker.make(request),
      findLiveVersion: (workflow) => this.#findLiveVersion(workflow),
      onEnded: (run) => this.#onEnded(run),
    };
  }

  async #findLiveVersion(workflow: {
    readonly workspaceId: string;
    readonly name: string;
  }): Promise<WorkflowVersionDocument | undefined> {
    const live = (await this.#ports.workflows.find(workflow))?.liveVersion;
    return live && this.#versions.find(live.id);
  }

  /** Others may have waited for the end of a run: those of its kind that must take turns, and the one that has started it. */
  #onEnded({ runId, version, isAdmitted = false, parent }: RunStart): void {
    if (isAdmitted) void this.#admissions.request(version.workflowId);
    if (parent?.isAwaited !== true) return;
    this.#wakeAwaiting(parent.runId, runId);
  }

  #wakeAwaiting(runId: string, source: string): void {
    this.#active.get(runId)?.answerArrived(source);
    void this.#claims.tickIfStarted();
    void this.#ports.dispatcher.wake([runId]);
  }

  /** From now on, until `start`, events are kept and nothing is executed. Before anything is accepted. */
  hold(): void {
    this.#isHeld = true;
    this.#intake.hold();
  }

  /** Begins to look for due runs. Once, and not after `stop`. */
  start(): void {
    this.#isHeld = false;
    this.#intake.release();
    this.#leases.start();
    this.#signals.start();
    this.#claims.start();
    this.#admissions.start();
    this.#scheduler.start();
    this.#held.start();
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
    const ending = Promise.all([this.#scheduler.stop(), this.#held.stop(), this.#claims.stop()]).then(() =>
      this.#active.whenEmpty(),
    );
    await Promise.race([ending, deadline.promise]);
    cancelDeadline();
    this.#admissions.stop();
    this.#leases.stop();
    this.#signals.stop();
    await this.#handBack();
  }

  /** Nothing more begins here. Who waits for a run that nobody was promised is promised it now. */
  async #handBack(): Promise<void> {
    const rest = this.#active.list();
    for (const run of rest) run.drop(new RunDropped('stopping'));
    this.#follower.stop();
    await this.#callers.answerAllPending();
    const left = this.#handingBack.take();
    const leases = [...left, ...rest.flatMap(({ journal }) => (journal.lease === undefined ? [] : [journal.lease]))];
    if (leases.length === 0) return;
    try {
      await this.#ports.runs.release(leases);
      await faultPoint('shutdown.after_handback');
      await this.#ports.dispatcher.wake(leases.map(({ runId }) => runId));
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
    /** Whether it would take on a due run now. */
    readonly hasRoom: boolean;
    readonly isSaturated: boolean;
  } {
    return {
      running: this.#active.size,
      waiting: this.#callers.size,
      maxRunning: this.#ports.settings.maxRunning,
      hasRoom: this.#active.hasRoom,
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

  /**
   * Cancels a run wherever it is; with `compensate` it undoes first what its steps did. One that executes elsewhere is told
   * within seconds. The runs that it has started and waits for are cancelled with it.
   */
  cancel(address: RunAddress): ReturnType<RunStore['requestCancel']> {
    return this.#cancels.cancel(address);
  }

  /** Answers a task that waits for its token. The first answer counts. */
  answerToken(request: Parameters<TokenStore['answer']>[0]): ReturnType<TokenStore['answer']> {
    return this.#answer(request, 'task');
  }

  /** Whether an action has opened this address: what is sent to any other is not worth reading. */
  async isCallback(token: string): Promise<boolean> {
    return useOfToken(token) === 'callback' && (await this.#ports.tokens.find(token)) !== undefined;
  }

  /** Ends the pause of an action whose callback was called, with what was sent to it. The first call counts. */
  answerCallback(request: { readonly token: string; readonly payload: JsonValue }): ReturnType<TokenStore['answer']> {
    const { token, payload } = request;
    return this.#answer({ token, answer: { kind: 'returned', output: JSON.stringify(payload) } }, 'callback');
  }

  async #answer(request: Parameters<TokenStore['answer']>[0], use: TokenUse): ReturnType<TokenStore['answer']> {
    if (useOfToken(request.token) !== use) return { kind: 'not_found' };
    const result = await this.#ports.tokens.answer(request);
    await faultPoint('token.after_commit');
    if (result.kind === 'answered') this.#wakeAwaiting(result.runId, request.token);
    return result;
  }

  /** Runs were kept with something else, queued; of these workflows some wait to be admitted. */
  noteKept(runIds: readonly string[], workflowIds: ReadonlySet<string>): void {
    void this.#ports.dispatcher.wake(runIds);
    void this.#claims.tickIfStarted();
    for (const workflowId of workflowIds) void this.#admissions.request(workflowId);
  }

  /** Decides what becomes of a step that has failed and stands still. The first decision counts. */
  decide(request: Parameters<HeldStepStore['decide']>[0]): ReturnType<HeldSteps['decide']> {
    return this.#held.decide(request);
  }

  /** A person has mended a connection: what stands still for it goes on soon. */
  releaseHeldSoon(): void {
    this.#held.releaseSoon();
  }

  /** A sign of life of whoever will answer a token. */
  async beatToken(token: string): ReturnType<TokenStore['beat']> {
    return useOfToken(token) === 'task' ? this.#ports.tokens.beat(token) : 'not_found';
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
        report({ kind: 'defect', runId: event.runId, workflow: event.workflowName, cause });
      }
    },
    isHeard: () => feed.isHeard(),
    subscribe: (filter, listener) => feed.subscribe(filter, listener),
  };
}
