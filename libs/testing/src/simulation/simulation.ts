import { createHash } from 'node:crypto';
import type { JsonValue } from '@millrace/machine';
import {
  hashDocument,
  type AcceptRequest,
  type Engine,
  type Ids,
  type RunAnswer,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import { WakeMedium } from '../memory/dispatcher.ts';
import { createMemoryStores, type MemoryStores } from '../memory/stores.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { createSimulatedEngine, type EngineWorld } from './simulated-engine.ts';
import { Judge, type Violation } from './judge.ts';
import { People } from './people.ts';
import { createRandom, type Random } from './random.ts';
import { RunLedger } from './run-ledger.ts';
import { FAULTY_MS, modelOf, scenarioOf, type Scenario, type SimulatedDeed, type SimulatedEvent } from './scenario.ts';
import { SimulatedProcess, type FaultRates } from './simulated-process.ts';
import { StandstillPeople } from './standstill-people.ts';
import { Standstills } from './standstills.ts';

/**
 * Whatever is due when the world heals must have ended by then: waits, retries and leases are far shorter, but the undoing of
 * fifty tasks, one after the other and some of them three times, is not.
 */
const HEALED_MS = 1_200_000;
const CHECK_MS = 2000;
/** Schedules stop so long after the world heals: what they fire then must go well. */
const SCHEDULED_MS = 70_000;
const STOP_MS = 20_000;
const SLOTS = 2;
const MAX_RESTART_MS = 4000;
const NO_FAULTS: FaultRates = { crash: 0, refuse: 0, loseAnswer: 0, delay: 0, pause: 0 };

/** What a simulation has seen; all of it is the same for one seed. */
export interface SimulationResult {
  readonly machines: number;
  readonly runs: number;
  readonly calls: number;
  readonly crashes: number;
  readonly faults: number;
  /** Steps that were held, and actions that have paused. */
  readonly standstills: number;
  readonly virtualMs: number;
  /** What must not happen, and did. */
  readonly violations: readonly Violation[];
  /** What happened, by milliseconds. */
  readonly history: readonly string[];
  readonly historyHash: string;
}

/**
 * Lets some engines share a store, while they die, stand still, and their calls are late, fail or lose their answers; then
 * heals the world and compares what became of every event with the model.
 */
export function simulate(seed: number): Promise<SimulationResult> {
  return simulateScenario(scenarioOf(seed));
}

export async function simulateScenario(scenario: Scenario): Promise<SimulationResult> {
  const clock = new VirtualClock();
  const ids = seededIds(clock);
  const stores = createMemoryStores(clock, ids);
  const versions = new Map<string, WorkflowVersionDocument>();
  for (const { document } of scenario.workflows) versions.set(document.name, await publish(stores, document));
  return new Simulation({ scenario, clock, ids, stores, versions }).run();
}

async function publish(
  { identity, workflows }: MemoryStores,
  document: WorkflowVersionDocument['document'],
): Promise<WorkflowVersionDocument> {
  const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  const { name } = document;
  const json = document as unknown as JsonValue;
  if ((await workflows.find({ workspaceId, name })) === undefined)
    await workflows.create({ workspaceId, name, document: json });
  const { id } = await workflows.publish({ workspaceId, name, document, contentHash: hashDocument(json), note: '' });
  const version = await workflows.findVersion(id);
  if (version === undefined) throw new Error('A version that was published is not there.');
  return version;
}

interface World {
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly ids: Ids;
  readonly stores: MemoryStores;
  readonly versions: ReadonlyMap<string, WorkflowVersionDocument>;
}
interface Slot {
  readonly process: SimulatedProcess;
  readonly engine: Engine;
  /** A process that is told to stop closes its doors first. */
  isClosed: boolean;
}

class Simulation {
  readonly #world: World;
  readonly #random: Random;
  readonly #ledger: RunLedger;
  readonly #judge: Judge;
  readonly #engineWorld: EngineWorld;
  readonly #slots: Slot[] = [];
  readonly #history: string[] = [];
  readonly #violations: Violation[] = [];
  /** The process of each caller who waits. */
  readonly #unanswered: SimulatedProcess[] = [];
  #rates: FaultRates;
  #healedAtMs: number | undefined;
  #starts = 0;
  #calls = 0;
  #faults = 0;

  constructor(world: World) {
    const { clock, stores, scenario, ids } = world;
    const random = createRandom(scenario.seed ^ 0x5eed);
    const object = (code: string, text: string): void => {
      this.#violations.push({ code, text });
      this.#note(`VIOLATION ${code}: ${text}`);
    };
    const nowMs = (): number => clock.nowMs();
    this.#world = world;
    this.#random = random;
    this.#rates = scenario.rates;
    this.#ledger = new RunLedger({ nowMs, object });
    const standstills = new Standstills({
      nowMs,
      object,
      onHeld: (hold) => desk.hearHeld(hold),
    });
    const heldSteps = standstills.watchHeldSteps(stores.heldSteps);
    const saltOf = (workflow: string): number =>
      scenario.workflows.find(({ document }) => document.name === workflow)?.salt ?? 0;
    this.#judge = new Judge({
      ledger: this.#ledger,
      standstills,
      scenario,
      model: modelOf(scenario.workflows),
      nowMs,
      object,
      healedAtMs: () => this.#healedAtMs,
    });
    const note = (line: string): void => this.#note(line);
    const findDoor = (): Engine | undefined => this.#findDoor()?.engine;
    const people = new People({ clock, random, judge: this.#judge, note, findDoor });
    const desk = new StandstillPeople({ clock, note, findDoor, standstills, heldSteps, saltOf });
    const watched = this.#ledger.watchRuns(stores.runs);
    this.#engineWorld = {
      ...{ clock, random, ids, people, standstills, desk, saltOf, note, object },
      stores: {
        ...stores,
        runs: watched,
        heldSteps,
        tokens: standstills.watchTokens(stores.tokens),
        admissions: this.#ledger.watchAdmissions(stores.admissions),
        schedules: this.#ledger.watchSchedules(stores.schedules),
      },
      wakes: new WakeMedium(),
      hasKiller: scenario.workflows.some(({ isKiller }) => isKiller === true),
      // Marks are writes of their own: half of the worlds go without.
      ...{ hasMarks: scenario.seed % 2 === 1, begun: new Set<string>() },
      judge: this.#judge,
      countCall: () => (this.#calls += 1),
      hear: (event) => this.#judge.hear(event),
    };
  }

  async run(): Promise<SimulationResult> {
    const { clock, stores } = this.#world;
    for (let slot = 0; slot < SLOTS; slot += 1) this.#start(slot);
    this.#planWork();
    await clock.advance(FAULTY_MS);
    this.#rates = NO_FAULTS;
    this.#healedAtMs = clock.nowMs();
    this.#note('the world heals');
    await this.#settle();
    await this.#judge.judge(stores.runs);
    await this.#judgeDesk();
    await this.#end();
    return {
      machines: this.#world.scenario.workflows.length,
      runs: this.#ledger.facts.size,
      calls: this.#calls,
      crashes: this.#starts - SLOTS,
      faults: this.#faults,
      standstills: this.#engineWorld.standstills.count,
      virtualMs: clock.monotonicMs(),
      violations: this.#violations,
      history: this.#history,
      historyHash: createHash('sha256').update(this.#history.join('\n')).digest('hex'),
    };
  }

  /** Nobody is asked to decide about what is over. */
  async #judgeDesk(): Promise<void> {
    const { identity, heldSteps } = this.#world.stores;
    const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    for (const { runId, path } of (await heldSteps.list({ workspaceId, limit: 1000 })).items) {
      if ((this.#ledger.facts.get(runId)?.ends ?? 0) > 0)
        this.#engineWorld.object('left', `${runId}: ${path} is still held`);
    }
  }

  /** Until all have ended, or should have. */
  async #settle(): Promise<void> {
    const { clock, scenario } = this.#world;
    const scheduled = scenario.workflows.filter(({ document }) => document.triggers !== undefined);
    if (scheduled.length > 0) await clock.advance(SCHEDULED_MS);
    for (const { document } of scheduled) await publish(this.#world.stores, withoutTriggers(document));
    // Deeds may come late.
    await clock.advance(22_000);
    const untilMs = clock.monotonicMs() + HEALED_MS;
    const hasEnded = (): boolean => [...this.#ledger.facts.values()].every(({ ends }) => ends > 0);
    // Others end the runs of a process that stands still; it hears of that when it goes on.
    const goesOn = (): boolean => this.#slots.every(({ process }) => process.runningSinceMs <= clock.nowMs());
    const isOver = (): boolean => hasEnded() && goesOn();
    while (clock.monotonicMs() < untilMs && !isOver()) await clock.advance(CHECK_MS);
    await clock.advance(CHECK_MS);
  }

  #note(line: string): void {
    this.#history.push(`${String(this.#world.clock.monotonicMs()).padStart(6)} ${line}`);
  }

  #start(slot: number): void {
    const { clock } = this.#world;
    this.#starts += 1;
    const name = `p${this.#starts}`;
    const medium = {
      clock,
      random: this.#random,
      rates: () => this.#rates,
      note: (line: string) => {
        this.#faults += 1;
        this.#note(line);
      },
    };
    const process = new SimulatedProcess(name, medium, () => {
      created.hangUp();
      clock.schedule(this.#random.below(MAX_RESTART_MS), () => this.#start(slot));
    });
    const created = createSimulatedEngine(this.#engineWorld, process);
    this.#slots[slot] = { process, engine: created.engine, isClosed: false };
    this.#note(`${name} starts`);
    created.engine.start();
  }

  #findDoor(): Slot | undefined {
    const slot = this.#random.pick(this.#slots);
    return slot.process.isAlive && !slot.isClosed ? slot : undefined;
  }

  #planWork(): void {
    const { clock, scenario } = this.#world;
    for (const event of scenario.events) clock.schedule(event.atMs, () => void this.#send(event));
    for (const deed of scenario.deeds) clock.schedule(deed.atMs, () => void this.#do(deed));
  }

  async #send(event: SimulatedEvent): Promise<void> {
    const { workflow, input, key, waitMs } = event;
    const slot = this.#findDoor();
    const version = this.#world.versions.get(workflow);
    if (slot === undefined || version === undefined) return;
    const { engine, process } = slot;
    if (waitMs !== undefined) this.#unanswered.push(process);
    this.#note(`${process.name} is sent ${workflow}(${input}) key ${key ?? '-'} wait ${waitMs ?? '-'}`);
    try {
      const request = toRequest(version, event);
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

  async #do({ kind }: SimulatedDeed): Promise<void> {
    const slot = this.#findDoor();
    if (slot === undefined) return;
    if (kind === 'stop') return this.#stop(slot);
    const known = [...this.#ledger.facts.values()]
      // What becomes of one who waits for a run that was cancelled, the model cannot tell.
      .filter(({ ends, run }) => ends === 0 && run.parent?.isAwaited !== true);
    if (known.length === 0) return;
    const { id: runId, workspaceId } = this.#random.pick(known).run;
    this.#note(`${slot.process.name} is asked to ${kind} ${runId.slice(-4)}`);
    const compensate = kind === 'compensate';
    await slot.engine
      .cancel({ runId, workspaceId, workflowName: '', ...(compensate ? { compensate } : {}) })
      .catch(() => undefined);
  }

  async #stop(slot: Slot): Promise<void> {
    const { engine, process } = slot;
    this.#note(`${process.name} is asked to stop`);
    slot.isClosed = true;
    await engine.stop({ deadlineMs: this.#random.below(4000) });
    this.#checkAnswered(process);
    process.die('stopped');
  }

  /** Only the dead may leave a caller without an answer. */
  #checkAnswered(process: SimulatedProcess): void {
    if (process.isAlive && this.#unanswered.includes(process))
      this.#engineWorld.object('unanswered', `${process.name} leaves a caller without an answer`);
  }

  /** In the end nobody waits, and nothing is left behind. */
  async #end(): Promise<void> {
    for (const { engine, process } of this.#slots) {
      const { running, waiting } = engine.status();
      if (running > 0 || waiting > 0)
        this.#engineWorld.object('left', `${process.name} still has ${running} runs and ${waiting} callers`);
      this.#checkAnswered(process);
      const stopped = new Set<string>();
      void engine.stop({ deadlineMs: 0 }).then(() => stopped.add(process.name));
      await this.#world.clock.advance(STOP_MS);
      if (!stopped.has(process.name)) this.#engineWorld.object('left', `${process.name} does not stop`);
    }
  }
}

function withoutTriggers({
  triggers: _,
  ...document
}: WorkflowVersionDocument['document']): WorkflowVersionDocument['document'] {
  return document;
}

function toRequest(version: AcceptRequest['version'], { input, key, orderingKey }: SimulatedEvent): AcceptRequest {
  return {
    ...{ version, input, trigger: { id: 'hook', type: 'webhook' as const } },
    ...(key === undefined ? {} : { dedupe: { key, windowSeconds: 3600, contentHash: 'same' } }),
    ...(orderingKey === undefined ? {} : { orderingKey }),
  };
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
