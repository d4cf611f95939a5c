import {
  DEFAULT_ENGINE_SETTINGS,
  Engine,
  type AcceptRequest,
  type ConnectorCall,
  type ConnectorOutcome,
  type EngineReport,
  type EngineSettings,
  type Ids,
  type RunAnswer,
} from '@millrace/runtime';
import { MemoryDispatcher, WakeMedium } from '../memory/dispatcher.ts';
import { createMemoryStores, type MemoryStores } from '../memory/stores.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { publishCandidates, type Candidate } from './candidate.ts';
import { Judge } from './judge.ts';
import { createRandom, type Random } from './random.ts';
import { RunLedger } from './run-ledger.ts';
import { SimulatedProcess, type FaultRates, type SimulatedMedium } from './simulated-process.ts';
import { evaluateTiny, taskEnd } from './tiny-language.ts';

const FAULTY_MS = 60_000;
/** Whatever is due when the world heals must have ended by then: the longest wait, retry and lease are far shorter. */
const HEALED_MS = 240_000;
const SLOTS = 2;
const CANDIDATES = 2;
const MAX_RESTART_MS = 4000;
const MAX_TASK_MS = 5000;
const HISTORY_LINES = 80;
const NO_FAULTS: FaultRates = { crash: 0, refuse: 0, loseAnswer: 0, delay: 0, pause: 0 };
/** A lease that a pause outlives, and so little room that events are queued. */
const SETTINGS: Omit<EngineSettings, 'workerId'> = {
  ...DEFAULT_ENGINE_SETTINGS,
  baseUrl: 'http://millrace.test',
  maxRunning: 3,
  leaseSeconds: 10,
  renewIntervalMs: 3000,
  selfFenceMs: 8000,
  sweepIntervalMs: 3000,
  signalLookMs: 2000,
  // Here processes end all the time, and no run is the cause.
  maxLosses: Infinity,
};

/** What a simulation has seen; all of it is the same for one seed. */
export interface SimulationResult {
  readonly runs: number;
  readonly calls: number;
  readonly crashes: number;
  /** What must not happen, and did. */
  readonly violations: readonly string[];
  /** The last that happened, by milliseconds. */
  readonly history: readonly string[];
}

/**
 * Lets some engines share a store, while they die, stand still, and their calls are late, fail or lose their answers; then
 * heals the world and compares what became of every event with the model.
 */
export async function simulate(seed: number): Promise<SimulationResult> {
  const clock = new VirtualClock();
  const ids = seededIds(clock);
  const stores = createMemoryStores(clock, ids);
  const random = createRandom(seed);
  const candidates = await publishCandidates(stores, { count: CANDIDATES, random, seed });
  return new Simulation({ clock, ids, stores, random, candidates }).run();
}

interface World {
  readonly clock: VirtualClock;
  readonly ids: Ids;
  readonly stores: MemoryStores;
  readonly random: Random;
  readonly candidates: readonly Candidate[];
}
interface Slot {
  readonly process: SimulatedProcess;
  readonly engine: Engine;
  /** A process that is told to stop closes its doors first. */
  isClosed: boolean;
}

class Simulation {
  readonly #world: World;
  readonly #ledger: RunLedger;
  readonly #judge: Judge;
  readonly #medium: SimulatedMedium;
  readonly #wakes = new WakeMedium();
  readonly #slots: Slot[] = [];
  readonly #history: string[] = [];
  /** The process of each caller who waits. */
  readonly #unanswered: SimulatedProcess[] = [];
  #rates: FaultRates;
  #starts = 0;
  #calls = 0;

  constructor(world: World) {
    const { clock, random, stores, candidates } = world;
    this.#world = world;
    this.#ledger = new RunLedger(stores.runs);
    this.#judge = new Judge(this.#ledger, candidates, (violation) => this.#note(`VIOLATION ${violation}`));
    this.#rates = randomRates(random);
    this.#medium = { clock, random, rates: () => this.#rates, note: (line) => this.#note(line) };
  }

  async run(): Promise<SimulationResult> {
    const { clock, stores } = this.#world;
    for (let slot = 0; slot < SLOTS; slot += 1) this.#start(slot);
    this.#planWork();
    await clock.advance(FAULTY_MS);
    this.#rates = NO_FAULTS;
    this.#note('the world heals');
    await clock.advance(HEALED_MS);
    for (const facts of this.#ledger.facts.values()) await this.#judge.judge(facts, stores.runs);
    await this.#end();
    return {
      runs: this.#ledger.facts.size,
      calls: this.#calls,
      crashes: this.#starts - SLOTS,
      violations: this.#judge.violations,
      history: this.#history.slice(-HISTORY_LINES),
    };
  }

  #note(line: string): void {
    this.#history.push(`${String(this.#world.clock.monotonicMs()).padStart(6)} ${line}`);
  }

  #start(slot: number): void {
    const { clock, random } = this.#world;
    this.#starts += 1;
    const name = `p${this.#starts}`;
    const process = new SimulatedProcess(name, this.#medium, () => {
      clock.schedule(random.below(MAX_RESTART_MS), () => this.#start(slot));
    });
    const engine = this.#createEngine(process);
    this.#slots[slot] = { process, engine, isClosed: false };
    this.#note(`${name} starts`);
    engine.start();
  }

  #createEngine(process: SimulatedProcess): Engine {
    const { stores, ids, random } = this.#world;
    return new Engine({
      runs: process.view(this.#ledger.runs),
      workflows: process.view(stores.workflows),
      dispatcher: new MemoryDispatcher(this.#wakes),
      connectors: {
        findAction: (_, action) => ({ effects: action === 'read' ? 'read' : 'write' }),
        call: (call) => this.#callConnector(process, call),
      },
      evaluator: { evaluate: evaluateTiny },
      clock: process.clock,
      thread: {
        giveWay: () =>
          random.chance(0.9) ? undefined : process.call('giveWay', () => Promise.resolve(), { mayFail: false }),
      },
      ids,
      feed: { publish: (event) => this.#judge.hear(event), subscribe: () => () => undefined },
      redact: () => (text) => text,
      report: (report) => this.#hearReport(process.name, report),
      settings: { ...SETTINGS, workerId: process.name },
    });
  }

  #callConnector(process: SimulatedProcess, call: ConnectorCall): Promise<ConnectorOutcome> {
    const { clock, random, candidates } = this.#world;
    const { id, path, attempt, workflow } = call.run;
    this.#note(`${process.name} calls ${id.slice(-4)} ${path} attempt ${attempt}`);
    this.#calls += 1;
    this.#judge.seeBegun(call, process.name);
    const { salt = 0 } = candidates.find(({ version }) => version.workflowName === workflow) ?? {};
    const perform = async (): Promise<ConnectorOutcome> => {
      this.#judge.seeDone(call);
      await new Promise<void>((resolve) => clock.schedule(random.below(MAX_TASK_MS), resolve));
      return { ...taskEnd({ salt, path, attempt }), log: [], secrets: [] };
    };
    return process.call(`task ${path}`, perform, { mayFail: false });
  }

  #hearReport(name: string, report: EngineReport): void {
    if (report.kind === 'defect') this.#judge.object(`${name} has a defect: ${String(report.cause)}`);
    else this.#note(`${name} reports ${report.kind}${report.kind === 'run.dropped' ? `: ${report.reason}` : ''}`);
  }

  #planWork(): void {
    const { clock, random } = this.#world;
    const at = (work: () => Promise<void>): void => void clock.schedule(random.below(FAULTY_MS), () => void work());
    for (let sent = 4 + random.below(8); sent > 0; sent -= 1) at(() => this.#send());
    for (let asked = random.below(3); asked > 0; asked -= 1) at(() => this.#cancelSome());
    if (random.chance(0.4)) at(() => this.#stopOne());
  }

  async #send(): Promise<void> {
    const { random, candidates } = this.#world;
    const { engine, process, isClosed } = random.pick(this.#slots);
    const { version, byInput } = random.pick(candidates);
    const input = random.pick([...byInput.keys()]);
    const key = random.chance(0.5) ? `k${random.below(3)}` : undefined;
    const waitMs = random.chance(0.5) ? 1000 + random.below(15_000) : undefined;
    if (!process.isAlive || isClosed) return;
    if (waitMs !== undefined) this.#unanswered.push(process);
    this.#note(`${process.name} is sent ${version.workflowName}(${input}) key ${key ?? '-'} wait ${waitMs ?? '-'}`);
    try {
      const request = toRequest(version, input, key);
      const answer: RunAnswer =
        waitMs === undefined
          ? { kind: 'pending', ...(await engine.accept(request)) }
          : await engine.acceptAndWait(request, { waitMs });
      this.#note(`${process.name} answers ${answer.kind} ${answer.runId.slice(-4)}`);
      this.#judge.hearAnswer(answer, key);
    } catch (cause) {
      // Nothing was promised: the run may be there, when the answer of its insert was lost, or not.
      this.#note(`${process.name} refuses: ${String(cause)}`);
    }
    if (waitMs !== undefined) this.#unanswered.splice(this.#unanswered.indexOf(process), 1);
  }

  async #cancelSome(): Promise<void> {
    const { random } = this.#world;
    const { engine, process } = random.pick(this.#slots);
    const known = [...this.#ledger.facts.values()];
    if (!process.isAlive || known.length === 0) return;
    const { id: runId, workspaceId } = random.pick(known).run;
    this.#note(`${process.name} is asked to cancel ${runId.slice(-4)}`);
    await engine.cancel({ runId, workspaceId, workflowName: '' }).catch(() => undefined);
  }

  async #stopOne(): Promise<void> {
    const { random } = this.#world;
    const slot = random.pick(this.#slots);
    const { engine, process } = slot;
    if (!process.isAlive) return;
    this.#note(`${process.name} is asked to stop`);
    slot.isClosed = true;
    await engine.stop({ deadlineMs: random.below(4000) });
    this.#checkAnswered(process);
    process.die('stopped');
  }

  /** Only the dead may leave a caller without an answer. */
  #checkAnswered(process: SimulatedProcess): void {
    if (process.isAlive && this.#unanswered.includes(process))
      this.#judge.object(`${process.name} leaves a caller without an answer`);
  }

  /** In the end nobody waits, and nothing is left behind. */
  async #end(): Promise<void> {
    for (const { engine, process } of this.#slots) {
      const { running, waiting } = engine.status();
      if (running > 0 || waiting > 0)
        this.#judge.object(`${process.name} still has ${running} runs and ${waiting} callers`);
      this.#checkAnswered(process);
      await engine.stop({ deadlineMs: 0 });
    }
    const { pendingTimers } = this.#world.clock;
    if (pendingTimers > 0) this.#judge.object(`${pendingTimers} timers are left behind`);
  }
}

/** Some worlds know only some kinds of trouble. */
function randomRates(random: Random): FaultRates {
  const roll = (most: number): number => (random.chance(0.7) ? random.next() * most : 0);
  return { crash: roll(0.06), refuse: roll(0.12), loseAnswer: roll(0.12), delay: roll(0.5), pause: roll(0.04) };
}

function toRequest(version: AcceptRequest['version'], input: number, key: string | undefined): AcceptRequest {
  const request = { version, input, trigger: { id: 'hook', type: 'webhook' as const } };
  return key === undefined ? request : { ...request, dedupe: { key, windowSeconds: 3600, contentHash: 'same' } };
}

/** Ids without chance: a seed must give the same history every time. */
function seededIds(clock: VirtualClock): Ids {
  let count = 0;
  return {
    runId: () => {
      count += 1;
      const time = clock.nowMs().toString(16).padStart(12, '0');
      return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count.toString(16).padStart(12, '0')}`;
    },
  };
}
