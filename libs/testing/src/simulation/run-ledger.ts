import type {
  AcceptResult,
  AdmissionStore,
  CancelledRun,
  Finish,
  Lease,
  NewRun,
  Progress,
  RunStore,
  ScheduleDecision,
  ScheduleStore,
} from '@millrace/runtime';
import { intercept } from '../intercept.ts';

/** A task that somebody was asked for. `begun` and `done` are moments of the history; an attempt may be done again. */
export interface SeenEffect {
  readonly begun: number;
  done: number;
}
/** What the stores were seen to do with a run: the truth that everything else is compared with. */
export interface RunFacts {
  readonly run: NewRun;
  /** Milliseconds. */
  readonly keptAtMs: number;
  /** Paths whose records are durable. */
  readonly recordedPaths: Set<string>;
  /** Paths of writes that have begun. */
  readonly begunWrites: Set<string>;
  /** `<path> <attempt>` -> the first time. */
  readonly effects: Map<string, SeenEffect>;
  /** Path of an undoing -> what it was called with first. */
  readonly undoingInputs: Map<string, string>;
  /** Times it has come to an end. */
  ends: number;
  end?: { readonly moment: number; readonly atMs: number };
  cancel?: { readonly atMs: number };
  isAskedToUndo: boolean;
  isAskedToStop: boolean;
  /** It ended when the run that waited for it had. */
  isLeftBehind: boolean;
  /** Worker that holds it, as far as the store knows. */
  holder: string | undefined;
  fence: number;
  /** Times that somebody lost it. */
  losses: number;
  /** It went on elsewhere from the last position that was kept, and not from a sleep. */
  isBegunAgain: boolean;
  /** The first time that somebody held it. */
  startedMoment?: number;
  admittedAtMs?: number;
}
interface LedgerWorld {
  readonly nowMs: () => number;
  readonly object: (code: string, text: string) => void;
}

/** Watches the stores from inside: each entry is made in the moment of the commit. */
export class RunLedger {
  readonly facts = new Map<string, RunFacts>();
  /** What runs did that are not kept yet: only those that are read from. */
  readonly early = new Map<string, Map<string, SeenEffect>>();
  readonly #world: LedgerWorld;
  #moment = 0;

  constructor(world: LedgerWorld) {
    this.#world = world;
  }

  /** Numbers what happens. */
  moment(): number {
    this.#moment += 1;
    return this.#moment;
  }

  watchRuns(store: RunStore): RunStore {
    return intercept(store, async ({ method, parameters, proceed }) => {
      const answer = await proceed();
      this.#note(method, parameters, answer);
      return answer;
    });
  }

  watchAdmissions(store: AdmissionStore): AdmissionStore {
    return intercept(store, async ({ method, proceed }) => {
      const answer = await proceed();
      if (method !== 'admit') return answer;
      const { admitted, cancelled } = answer as Awaited<ReturnType<AdmissionStore['admit']>>;
      for (const runId of admitted) {
        const facts = this.facts.get(runId);
        if (facts !== undefined) facts.admittedAtMs = this.#world.nowMs();
      }
      for (const run of cancelled) this.#noteAdmissionCancel(run);
      return answer;
    });
  }

  #noteAdmissionCancel({ runId, end }: CancelledRun): void {
    const facts = this.facts.get(runId);
    if (facts === undefined) return;
    facts.cancel ??= { atMs: this.#world.nowMs() };
    facts.isAskedToStop = true;
    if (end !== undefined) this.#end(facts);
  }

  /** Runs of ticks are kept with them: they come by no other way. */
  watchSchedules(store: ScheduleStore): ScheduleStore {
    return {
      list: (request) => store.list(request),
      fireDue: async ({ limit, decide }) => {
        const decided: ScheduleDecision[] = [];
        const answer = await store.fireDue({
          limit,
          decide: async (schedule, nowMs) => {
            const decision = await decide(schedule, nowMs);
            decided.push(decision);
            return decision;
          },
        });
        for (const { run } of decided.flatMap(({ ticks }) => ticks)) {
          if (run !== undefined && answer.runIds.includes(run.id)) this.#keep(run, { fence: 0, holder: undefined });
        }
        return answer;
      },
    };
  }

  #note(method: string, parameters: readonly unknown[], answer: unknown): void {
    const [first, second] = parameters;
    if (method === 'accept') this.#noteAccepted(first as NewRun, answer as AcceptResult, workerOf(second));
    if (method === 'acceptFinished') {
      this.#noteAccepted(first as NewRun, answer as AcceptResult, undefined);
      if ((answer as AcceptResult).kind === 'accepted') this.#noteEnd((first as NewRun).id, second as Finish);
    }
    if (answer === true) this.#noteWrite(method, first as Progress);
    if (method === 'release') for (const lease of first as Lease[]) this.#letGo(lease);
    if (method === 'requestCancel') this.#noteCancel(first as Lease & { compensate?: boolean }, answer as string);
    if (method !== 'claimDue') return;
    for (const lease of answer as Lease[]) this.#hold(lease, workerOf(first));
  }

  #noteAccepted(run: NewRun, result: AcceptResult, holder: string | undefined): void {
    if (result.kind === 'accepted') this.#keep(run, { fence: result.fence, holder });
  }

  #keep(run: NewRun, { fence, holder }: { readonly fence: number; readonly holder: string | undefined }): void {
    if (this.facts.has(run.id)) this.#world.object('kept-twice', `${run.id} is kept twice`);
    this.facts.set(run.id, {
      run,
      keptAtMs: this.#world.nowMs(),
      recordedPaths: new Set(),
      begunWrites: new Set(),
      effects: this.early.get(run.id) ?? new Map<string, SeenEffect>(),
      undoingInputs: new Map(),
      ends: 0,
      isAskedToUndo: false,
      isAskedToStop: false,
      isLeftBehind: false,
      holder,
      fence,
      losses: 0,
      isBegunAgain: false,
      ...(holder === undefined ? {} : { startedMoment: this.moment() }),
    });
  }

  #noteWrite(method: string, write: Progress): void {
    if (method === 'finish') this.#noteEnd(write.lease.runId, write);
    if (method === 'advance' || method === 'park') this.#noteProgress(write, method);
  }

  #noteProgress({ lease, steps }: Progress, method: 'advance' | 'park'): void {
    const facts = this.#written(lease);
    if (facts === undefined) return;
    for (const { path } of steps) facts.recordedPaths.add(path);
    if (method === 'park') facts.holder = undefined;
  }

  /** Only the newest holder of a run that has not ended writes. */
  #written({ runId, fence }: Lease): RunFacts | undefined {
    const facts = this.facts.get(runId);
    if (facts === undefined) return undefined;
    if (fence !== facts.fence)
      this.#world.object('fence', `${runId}: written under fence ${fence}, not ${facts.fence}`);
    if (facts.ends > 0) this.#world.object('after-end', `${runId}: written after its end`);
    return facts;
  }

  #noteEnd(runId: string, { steps, lease }: Partial<Pick<Finish, 'steps' | 'lease'>>): void {
    const facts = lease === undefined ? this.facts.get(runId) : this.#written(lease);
    if (facts === undefined) return;
    for (const { path } of steps ?? []) facts.recordedPaths.add(path);
    this.#end(facts);
  }

  #end(facts: RunFacts): void {
    facts.ends += 1;
    const { parent } = facts.run;
    facts.isLeftBehind = parent?.isAwaited === true && (this.facts.get(parent.runId)?.ends ?? 0) > 0;
    facts.end ??= { moment: this.moment(), atMs: this.#world.nowMs() };
    facts.holder = undefined;
  }

  #noteCancel({ runId, compensate = false }: { runId: string; compensate?: boolean }, answer: string): void {
    const facts = this.facts.get(runId);
    if (facts === undefined) return;
    if (answer === 'cancelled') this.#end(facts);
    if (answer !== 'cancelled' && answer !== 'requested') return;
    facts.cancel ??= { atMs: this.#world.nowMs() };
    if (compensate) facts.isAskedToUndo = true;
    else facts.isAskedToStop = true;
  }

  #hold({ runId, fence }: Lease, holder: string | undefined): void {
    const facts = this.facts.get(runId);
    if (facts === undefined) return;
    if (fence <= facts.fence)
      this.#world.object('fence', `${runId}: claimed under fence ${fence} after ${facts.fence}`);
    if (facts.holder !== undefined) {
      facts.losses += 1;
      facts.isBegunAgain = true;
    }
    facts.startedMoment ??= this.moment();
    Object.assign(facts, { holder, fence });
  }

  #letGo({ runId, fence }: Lease): void {
    const facts = this.facts.get(runId);
    if (facts?.fence === fence && facts.holder !== undefined)
      Object.assign(facts, { holder: undefined, fence: fence + 1, isBegunAgain: true });
  }
}

function workerOf(request: unknown): string | undefined {
  return (request as { readonly workerId?: string } | undefined)?.workerId;
}
