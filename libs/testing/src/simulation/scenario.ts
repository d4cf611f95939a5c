import type { WorkflowDocument } from '@millrace/machine';
import { Model } from './model.ts';
import { createRandom, hashBelow, type Random } from './random.ts';
import { randomWorkflow, type Role } from './random-workflow.ts';
import type { FaultRates } from './simulated-process.ts';
import { TooMuch, type Way } from './ways.ts';

export interface SimulatedWorkflow {
  readonly document: WorkflowDocument;
  /** Decides what its tasks do. */
  readonly salt: number;
  /** Events of it are sent. The others are only called, or come by their schedule. */
  readonly isSent: boolean;
  /** Runs of one key take turns. */
  readonly isOrdered?: boolean;
  /** Its task ends the process, each time. */
  readonly isKiller?: boolean;
}
export interface SimulatedEvent {
  readonly atMs: number;
  readonly workflow: string;
  readonly input: number;
  readonly key?: string;
  readonly orderingKey?: string;
  /** Somebody waits for the answer. */
  readonly waitMs?: number;
}
export interface SimulatedDeed {
  readonly atMs: number;
  readonly kind: 'cancel' | 'compensate' | 'stop';
}
/** All that a simulation is about. It is data, so that parts of it can be left out. */
export interface Scenario {
  /** Decides what goes wrong when. */
  readonly seed: number;
  readonly workflows: readonly SimulatedWorkflow[];
  readonly events: readonly SimulatedEvent[];
  readonly deeds: readonly SimulatedDeed[];
  readonly rates: FaultRates;
}

export const FAULTY_MS = 60_000;
const MAX_RUN_MS = 90_000;
/** Many of its runs wait for each other. */
const MAX_TURN_MS = 12_000;
const MAX_CALLED_MS = 45_000;
const MAX_EFFECTS = 120;
const MAX_TRIES = 60;
const INPUTS = 3;

/** The scenario of a seed. */
export function scenarioOf(seed: number): Scenario {
  const random = createRandom(seed);
  const workflows = new Casting(random, seed).cast();
  const rates = randomRates(random);
  const events = Array.from({ length: 4 + random.below(7) }, () => randomEvent(workflows, random));
  const deeds = (['cancel', 'compensate', 'stop'] as const).flatMap((kind) =>
    random.chance(0.4) ? [{ kind, atMs: random.below(kind === 'stop' ? FAULTY_MS : FAULTY_MS + 20_000) }] : [],
  );
  return { seed, workflows, events, deeds, rates };
}

/** Some worlds know only some kinds of trouble. */
function randomRates(random: Random): FaultRates {
  const roll = (most: number): number => (random.chance(0.7) ? random.next() * most : 0);
  return { crash: roll(0.03), refuse: roll(0.08), loseAnswer: roll(0.08), delay: roll(0.4), pause: roll(0.02) };
}

function randomEvent(workflows: readonly SimulatedWorkflow[], random: Random): SimulatedEvent {
  const { document, isOrdered } = random.pick(workflows.filter(({ isSent }) => isSent));
  return {
    atMs: random.below(FAULTY_MS - 5000),
    workflow: document.name,
    input: random.below(INPUTS),
    ...(random.chance(0.4) ? { key: `k${random.below(3)}` } : {}),
    ...(isOrdered === true && random.chance(0.8) ? { orderingKey: `o${random.below(2)}` } : {}),
    ...(random.chance(0.4) ? { waitMs: 1000 + random.below(15_000) } : {}),
  };
}

/** Chooses the workflows of a world: some call others, some take turns, some come by the clock. */
class Casting {
  readonly #random: Random;
  readonly #seed: number;
  readonly #cast: SimulatedWorkflow[] = [];

  constructor(random: Random, seed: number) {
    this.#random = random;
    this.#seed = seed;
  }

  cast(): readonly SimulatedWorkflow[] {
    const random = this.#random;
    const callable: string[] = [];
    // Whoever ends processes takes others with it: the end of a run that another one waits for could not be told.
    const hasKiller = random.chance(0.04);
    for (let level = 0; !hasKiller && random.chance(0.6) && level < 2; level += 1) {
      this.#add({ name: `called-${level}`, callable: [...callable], isBrief: true }, { isSent: false });
      callable.push(`called-${level}`);
    }
    for (let index = 0; index < 2; index += 1) this.#add({ name: `main-${index}`, callable }, { isSent: true });
    if (random.chance(0.35)) {
      this.#add(
        { name: 'ordered', callable: [], isBrief: true, settings: randomTurns(random) },
        { isSent: true, isOrdered: true },
      );
    }
    if (random.chance(0.15)) {
      const triggers = { tick: { type: 'schedule' as const, everySeconds: 10 + random.below(20) } };
      this.#add({ name: 'scheduled', callable: [], isBrief: true, triggers }, { isSent: false });
    }
    if (hasKiller) this.#cast.push(aKiller);
    return this.#cast;
  }

  #add(role: Role, facts: Pick<SimulatedWorkflow, 'isSent' | 'isOrdered'>): void {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const document = randomWorkflow({ ...role, standsStill: true }, this.#random);
      const salt = hashBelow(2 ** 31, this.#seed, document.name, tries);
      const workflow: SimulatedWorkflow = { document, salt, ...facts };
      // Little to do proves little.
      const mostMs = role.isBrief !== true ? MAX_RUN_MS : role.name.startsWith('called') ? MAX_CALLED_MS : MAX_TURN_MS;
      const least = role.isBrief === true ? 1 : tries < MAX_TRIES / 2 ? 4 : 1;
      if (isFit([...this.#cast, workflow], document.name, { mostMs, least })) {
        this.#cast.push(workflow);
        return;
      }
    }
    const name = role.name;
    this.#cast.push({
      document: { millrace: 1, name, machine: { StartAt: 'S', States: { S: { Type: 'Succeed' } } } },
      salt: 3,
      ...facts,
    });
  }
}

/** Whether a test has time for it, whatever its input. */
export function isFit(
  workflows: readonly SimulatedWorkflow[],
  name: string,
  { mostMs, least }: { readonly mostMs: number; readonly least: number },
): boolean {
  const model = modelOf(workflows);
  try {
    const ways = Array.from({ length: INPUTS }, (_, input) => model.waysOf(name, input)).flat();
    const most = (of: (way: Way) => number): number => Math.max(...ways.map(of));
    if (most(({ must }) => must.length) < least) return false;
    return most(({ ms }) => ms) < mostMs && most((way) => way.must.length + way.may.length) < MAX_EFFECTS;
  } catch (cause) {
    if (cause instanceof TooMuch) return false;
    throw cause;
  }
}

export function modelOf(workflows: readonly SimulatedWorkflow[]): Model {
  const byName = new Map(workflows.map((workflow) => [workflow.document.name, workflow]));
  return new Model((name) => {
    const workflow = byName.get(name);
    if (workflow === undefined) throw new TooMuch(name);
    return workflow;
  });
}

function randomTurns(random: Random): Role['settings'] & object {
  const kind = random.below(5);
  const max = 1 + random.below(2);
  if (kind === 0) return { concurrency: { max, overlap: random.pick(['queue', 'skip', 'cancelOldest']) } };
  if (kind === 1) return { concurrency: { max, key: '{% $states.input %}' } };
  if (kind === 2) return { rate: { limit: max, perSeconds: 5 } };
  return kind === 3 ? { debounceSeconds: 2 } : {};
}

const aKiller: SimulatedWorkflow = {
  document: {
    millrace: 1,
    name: 'killer',
    machine: { StartAt: 'S', States: { S: { Type: 'Task', Resource: 'connector:sim/kill', End: true } } },
  },
  salt: 3,
  isSent: true,
  isKiller: true,
};
