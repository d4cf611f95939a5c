import {
  DEFAULT_ENGINE_SETTINGS,
  Engine,
  type ConnectorCall,
  type ConnectorOutcome,
  type EngineReport,
  type EngineSettings,
  type Ids,
  type RunFeedEvent,
  type SandboxCall,
  type SandboxOutcome,
  type HeldStepStore,
  type ScheduleStore,
  type TokenStore,
} from '@millrace/runtime';
import { MemoryDispatcher, type WakeMedium } from '../memory/dispatcher.ts';
import type { MemoryStores } from '../memory/stores.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Judge } from './judge.ts';
import type { People } from './people.ts';
import type { Random } from './random.ts';
import type { RunLedger } from './run-ledger.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import {
  doubtEnd,
  pauseStep,
  readPauseState,
  type Heard,
  type PauseState,
  type PauseStep,
} from './standstill-script.ts';
import type { StandstillPeople } from './standstill-people.ts';
import type { Standstills } from './standstills.ts';
import { codeEnd, taskEnd, type ScriptedCall, type TaskEnd } from './task-script.ts';
import { TINY_LANGUAGE } from './tiny-language.ts';

const MAX_TASK_MS = 5000;
/** Times that processes may end with a run at one place. */
export const MAX_LOSSES = 5;
/** A lease that a pause outlives, and so little room that events are queued. */
const SETTINGS: Omit<EngineSettings, 'workerId'> = {
  ...DEFAULT_ENGINE_SETTINGS,
  baseUrl: 'http://millrace.test',
  maxRunning: 3,
  leaseSeconds: 10,
  renewIntervalMs: 3000,
  selfFenceMs: 8000,
  sweepIntervalMs: 3000,
  signalLookMs: 1000,
  maxLosses: MAX_LOSSES,
};

/** What all engines of a world have in common. */
export interface EngineWorld {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly ids: Ids;
  readonly stores: Pick<MemoryStores, 'journal' | 'workflows'> & {
    readonly tokens: TokenStore;
    readonly heldSteps: HeldStepStore;
    readonly runs: ReturnType<RunLedger['watchRuns']>;
    readonly admissions: ReturnType<RunLedger['watchAdmissions']>;
    readonly schedules: ScheduleStore;
  };
  readonly wakes: WakeMedium;
  /** Only then processes end because of a run. */
  readonly hasKiller: boolean;
  /** Whether the engine keeps that writes begin. Then none that has begun is called again without being told. */
  readonly hasMarks: boolean;
  /** Keys of the writes that have begun. */
  readonly begun: Set<string>;
  readonly judge: Judge;
  readonly people: People;
  readonly standstills: Standstills;
  readonly desk: StandstillPeople;
  readonly saltOf: (workflow: string) => number;
  readonly note: (line: string) => void;
  readonly countCall: () => void;
  readonly hear: (event: RunFeedEvent) => void;
  readonly object: (code: string, text: string) => void;
}

/** An engine in a process that may die at any call. `hangUp`: what others notice of its death at once. */
export function createSimulatedEngine(
  world: EngineWorld,
  process: SimulatedProcess,
): { readonly engine: Engine; readonly hangUp: () => void } {
  const { stores, ids, random, wakes } = world;
  const dispatcher = new MemoryDispatcher(wakes);
  const tasks = new SimulatedTasks(world, process);
  const engine = new Engine({
    runs: process.view(stores.runs),
    journal: process.view(stores.journal),
    tokens: process.view(stores.tokens),
    heldSteps: process.view(stores.heldSteps),
    admissions: process.view(stores.admissions),
    schedules: process.view(overConnection(stores.schedules, process)),
    workflows: process.view(stores.workflows),
    rollouts: { find: () => Promise.resolve(undefined) },
    dispatcher,
    connectors: {
      findAction: ({ action }) =>
        action === 'read'
          ? { effects: 'read' }
          : { effects: 'write', isMarked: world.hasMarks, canPause: action === 'pause' },
      call: (call) => tasks.call(call),
    },
    sandbox: { run: (call) => tasks.runCode(call), close: () => Promise.resolve() },
    evaluator: TINY_LANGUAGE,
    clock: process.clock,
    thread: {
      giveWay: () =>
        random.chance(0.95) ? undefined : process.call('giveWay', () => Promise.resolve(), { mayFail: false }),
    },
    ids,
    feed: { publish: (event) => world.hear(event), isHeard: () => true, subscribe: () => () => undefined },
    redact: () => (text) => text,
    report: (report) => hearReport(world, process.name, report),
    settings: { ...SETTINGS, workerId: process.name, ...(world.hasKiller ? {} : { maxLosses: Infinity }) },
  });
  return { engine, hangUp: () => void dispatcher.close() };
}

/** The store asks back in mid-transaction: it notices when nobody answers any more. */
function overConnection(schedules: ScheduleStore, process: SimulatedProcess): ScheduleStore {
  return {
    list: (request) => schedules.list(request),
    fireDue: ({ limit, decide }) =>
      schedules.fireDue({ limit, decide: (schedule, nowMs) => process.connected(decide(schedule, nowMs)) }),
  };
}

function hearReport({ object, note }: EngineWorld, name: string, report: EngineReport): void {
  if (report.kind === 'defect') object('defect', `${name}: ${report.runId} ${String(report.cause)}`);
  else
    note(
      `${name} reports ${report.kind}${report.kind === 'run.dropped' ? `: ${report.runId.slice(-4)} ${report.reason}` : ''}`,
    );
}

/** What the tasks of a process come to. */
class SimulatedTasks {
  readonly #world: EngineWorld;
  readonly #process: SimulatedProcess;

  constructor(world: EngineWorld, process: SimulatedProcess) {
    this.#world = world;
    this.#process = process;
  }

  call(call: ConnectorCall): Promise<ConnectorOutcome> {
    const { judge, note, countCall } = this.#world;
    const { id, path, attempt, workflow } = call.run;
    note(`${this.#process.name} calls ${id.slice(-4)} ${workflow} ${path} attempt ${attempt}`);
    countCall();
    judge.seeBegun(call, this.#process);
    this.#judgeRepetition(call);
    const perform = async (): Promise<ConnectorOutcome> => {
      if (call.action === 'kill') this.#process.die('of its task');
      judge.seeDone(call);
      const end = await this.#endOf(call);
      await this.#pass();
      return typeof end === 'function' ? end() : toOutcome(end);
    };
    return this.#process.call(`task ${path}`, perform, { mayFail: false });
  }

  /** What goes on after a pause is a call of its own, which only another one of the same pause repeats. */
  #judgeRepetition({ action, idempotencyKey, earlier, resume, run }: ConnectorCall): void {
    const { hasMarks, begun, object } = this.#world;
    if (!hasMarks || action === 'read') return;
    const key = resume === undefined ? idempotencyKey : `${idempotencyKey} ${readPauseState(resume.state).nonce}`;
    if (begun.has(key) && earlier === undefined)
      object('repetition', `${run.id}: ${run.path} is called again, and is not told so`);
    begun.add(key);
  }

  /** What the call comes to; a function where that is seen when it ends. */
  async #endOf(call: ConnectorCall): Promise<TaskEnd | (() => ConnectorOutcome)> {
    const { path, attempt, workflow } = call.run;
    const salt = this.#world.saltOf(workflow);
    const scripted = { salt, path, attempt, arguments: call.arguments };
    if (call.action === 'doubt' || call.action === 'undo-doubt') return doubtEnd(scripted);
    if (call.action === 'pause') return this.#pauseOf(call, scripted);
    if (call.action !== 'ask') return taskEnd(scripted);
    const isHeard = this.#world.people.hear(call, salt);
    return isHeard ? { kind: 'returned', output: 0 } : { kind: 'threw', error: 'Sim.Unheard', cause: 'nobody' };
  }

  async #pauseOf(call: ConnectorCall, scripted: ScriptedCall): Promise<TaskEnd | (() => ConnectorOutcome)> {
    const { desk } = this.#world;
    const heard = heardBy(call);
    const step = pauseStep(scripted, heard);
    const isOpened = step.kind === 'ended' ? step.opensForNothing : step.callback !== undefined;
    const address = isOpened ? await call.openCallback?.().catch(() => undefined) : '';
    // Of a run that is dropped: nobody hears of this.
    if (address === undefined) return { kind: 'threw', error: 'Sim.NoAddress', cause: 'nobody hears' };
    const token = address.slice(address.lastIndexOf('/') + 1);
    if (step.kind === 'ended') {
      if (isOpened) desk.hearAddress(token, { payloads: [99], afterMs: 3000 });
      return step.end;
    }
    if (step.callback !== undefined) desk.hearAddress(token, step.callback);
    return () => this.#pause(call, step, { heard, token });
  }

  #pause(
    call: ConnectorCall,
    { afterMs, callback }: Extract<PauseStep, { kind: 'paused' }>,
    { heard, token }: { readonly heard: Heard; readonly token: string },
  ): ConnectorOutcome {
    const { clock, standstills } = this.#world;
    const until = afterMs === undefined ? {} : { untilMs: clock.nowMs() + afterMs };
    const isCallbackAwaited = callback !== undefined;
    const nonce = standstills.notePaused({ call, ...until, ...(isCallbackAwaited ? { token } : {}) });
    const state: PauseState = { heard, nonce };
    return { kind: 'paused', state: { ...state }, isCallbackAwaited, ...until, log: [], secrets: [] };
  }

  async #pass(): Promise<void> {
    const { clock, random } = this.#world;
    await new Promise<void>((resolve) => clock.schedule(random.below(MAX_TASK_MS), resolve));
  }

  runCode({ source, input }: SandboxCall): Promise<SandboxOutcome> {
    const perform = async (): Promise<SandboxOutcome> => {
      await this.#pass();
      return { log: [], end: codeEnd(source, input) };
    };
    return this.#process.call('code', perform, { mayFail: false });
  }
}

const toOutcome = (end: TaskEnd): ConnectorOutcome => ({ ...end, log: [], secrets: [] });

/** What each pause before this call has ended with. */
function heardBy({ resume }: ConnectorCall): Heard {
  if (resume === undefined) return [];
  return [...readPauseState(resume.state).heard, (resume.payload as number | undefined) ?? null];
}
