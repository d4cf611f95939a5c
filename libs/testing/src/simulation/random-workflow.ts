import type { JsonObject, Machine, State, WorkflowDocument, WorkflowSettings } from '@millrace/machine';
import type { Random } from './random.ts';
import { randomChoice, randomPass, randomTask, randomWait, type Plot } from './random-states.ts';

/** What a workflow is for in a simulation. */
export interface Role {
  readonly name: string;
  /** Workflows that it may start. */
  readonly callable: readonly string[];
  /** It must be short: many of its runs wait for each other. */
  readonly isBrief?: boolean;
  /** Its tasks may be held until somebody decides, and pause. */
  readonly standsStill?: boolean;
  readonly settings?: WorkflowSettings;
  readonly triggers?: WorkflowDocument['triggers'];
}

const MAX_STATES = 40;
const MAX_DEPTH = 4;
const MAX_ITEMS = 50;

/**
 * A workflow of any shape. Its data is one whole number that goes from state to state, so that the tiny language is enough.
 * It may be too much for a test: the model tells.
 */
export function randomWorkflow(
  { name, callable, isBrief = false, standsStill = false, settings, triggers }: Role,
  random: Random,
): WorkflowDocument {
  const states = isBrief ? 4 : random.pick([6, 12, 24, MAX_STATES]);
  // Of a run that another one waits for, the model could not tell whether it was in time.
  const timeout = !isBrief && random.chance(standsStill ? 0.12 : 0.06) ? { TimeoutSeconds: 15 + random.below(60) } : {};
  const isTimed = 'TimeoutSeconds' in timeout;
  const writer = new Writer(random, { states, callable, standsStill, isTimed });
  const machine = { ...timeout, ...writer.machine(isBrief ? 3 : 2 + random.below(9), 1) };
  const skip = writer.skippable.length > 0 && random.chance(0.1) ? { skip: [random.pick(writer.skippable)] } : {};
  return {
    millrace: 1,
    name,
    machine,
    ...(triggers === undefined ? {} : { triggers }),
    settings: { durability: random.chance(0.15) ? 'run' : 'step', priority: random.below(3), ...skip, ...settings },
  };
}

type WriterFacts = Pick<Plot, 'callable' | 'standsStill' | 'isTimed'>;

class Writer {
  readonly names: string[] = [];
  readonly skippable: string[] = [];
  readonly #random: Random;
  readonly #facts: WriterFacts;
  #statesLeft: number;

  constructor(random: Random, { states, ...facts }: WriterFacts & { readonly states: number }) {
    this.#random = random;
    this.#facts = facts;
    this.#statesLeft = states;
  }

  /** Begins with a state that makes a number of any input, and sets all variables of the machine. */
  machine(length: number, depth: number): Machine {
    const count = Math.max(1, Math.min(length, this.#statesLeft - 1));
    this.#statesLeft -= count + 1;
    const names = Array.from({ length: count + 1 }, () => this.#newName());
    // Without the first, nothing is a number and no variable is set.
    this.skippable.push(...names.slice(1));
    const variable = `v${this.names.length}`;
    const states: [string, State][] = names.map((name, index) => {
      const plot = this.#plot(names, index, variable);
      return [name, index === 0 ? this.#first(plot) : this.#state(plot, depth)];
    });
    return withoutUnreachable({ StartAt: names[0] ?? '', States: Object.fromEntries(states) });
  }

  /** Also of what paths are made of. */
  #newName(): string {
    const plain = `S${this.names.length}`;
    const name = this.#random.chance(0.06)
      ? this.#random.pick([`${plain}#2`, `${plain}[0]`, `${plain}/x`, `a ${plain}`])
      : plain;
    this.names.push(name);
    return name;
  }

  #plot(names: readonly string[], index: number, variable: string): Plot {
    const later = names.slice(index + 1);
    const next =
      later.length === 0
        ? { End: true as const }
        : { Next: this.#random.chance(0.85) ? (later[0] ?? '') : this.#random.pick(later.slice(0, 3)) };
    return {
      earlier: names.slice(1, index + 1),
      later,
      next,
      variable,
      counter: `${variable}c`,
      ...this.#facts,
    };
  }

  #first({ variable, counter, next }: Plot): State {
    const Assign = { [variable]: '{% $fold($states.input) %}', [counter]: 0 };
    return { Type: 'Pass', Output: '{% $fold($states.input) %}', Assign, ...next };
  }

  #state(plot: Plot, depth: number): State {
    const random = this.#random;
    const isRoomy = depth < MAX_DEPTH && this.#statesLeft > 2;
    const kind = random.below(isRoomy ? 28 : 20);
    if (kind < 12) return { Type: 'Task', ...randomTask(plot, random), ...plot.next };
    if (kind < 14) return randomWait(plot, random);
    if (kind < 16 && plot.later.length > 0) return randomChoice(plot, random);
    if (kind < 19) return randomPass(plot, random);
    if (kind < 20)
      return random.chance(0.7) ? { Type: 'Succeed' } : { Type: 'Fail', Error: 'Sim.GivenUp', Cause: 'So it says.' };
    return kind < 24 ? this.#parallel(plot, depth) : this.#map(plot, depth);
  }

  #parallel(plot: Plot, depth: number): State {
    const random = this.#random;
    const branches = 1 + random.below(3);
    const Branches = Array.from({ length: branches }, () => this.machine(1 + random.below(3), depth + 1));
    const given = random.chance(0.5) ? { Arguments: '{% $states.context.State.RetryCount + $states.input %}' } : {};
    return { Type: 'Parallel', Branches, ...given, ...this.#guards(plot), ...plot.next };
  }

  #map(plot: Plot, depth: number): State {
    const random = this.#random;
    const isLong = random.chance(0.12);
    const items = isLong ? 7 + random.below(MAX_ITEMS - 6) : random.below(7);
    const ItemProcessor = this.machine(isLong ? 1 : 1 + random.below(3), depth + 1);
    const selector = '{% $states.context.Map.Item.Value + $states.context.State.RetryCount %}';
    return {
      Type: 'Map',
      Items: `{% $range($states.input, ${items}) %}`,
      ItemProcessor,
      ...(random.chance(0.6) ? { ItemSelector: selector } : {}),
      ...(random.chance(0.5) ? { MaxConcurrency: random.pick([1, 2, 3, 5]) } : {}),
      ...(random.chance(0.3) ? { ToleratedFailureCount: random.below(4) } : {}),
      ...(random.chance(0.15) ? { ItemBatcher: { MaxItemsPerBatch: 1 + random.below(4) } } : {}),
      ...this.#guards(plot),
      ...plot.next,
    };
  }

  /** The result of threads is an array: what is handed on is a number of it. */
  #guards({ later, variable }: Plot): JsonObject & { readonly Output: string } {
    const random = this.#random;
    const names = random.pick([
      ['States.ALL'],
      ['States.TaskFailed'],
      ['Sim.Busy', 'States.BranchFailed'],
      ['States.Timeout'],
    ]);
    const retry = { ErrorEquals: names, IntervalSeconds: random.pick([1, 2, 7]), MaxAttempts: 1 + random.below(2) };
    const isCaught = later.length > 0 && random.chance(0.4);
    const Catch = isCaught ? { Catch: [{ ErrorEquals: ['States.ALL'], Next: random.pick(later), Output: 1 }] } : {};
    const Assign = random.chance(0.3) ? { Assign: { [variable]: '{% $fold($states.result) + 1 %}' } } : {};
    const isRetried = random.chance(0.4);
    return { Output: '{% $fold($states.result) %}', ...Assign, ...(isRetried ? { Retry: [retry] } : {}), ...Catch };
  }
}

/** All that may lead from a state to another one. */
interface Leading {
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}

/** A document whose states nothing leads to is not published. */
function withoutUnreachable({ StartAt, States }: Machine): Machine {
  const reached = new Set([StartAt]);
  for (const name of reached) {
    const state = States[name];
    if (state === undefined) continue;
    const { Next, Default, Choices = [], Catch = [] } = state as Leading;
    for (const target of [Next, Default, ...[...Choices, ...Catch].map((rule) => rule.Next)]) {
      if (target !== undefined) reached.add(target);
    }
  }
  return { StartAt, States: Object.fromEntries(Object.entries(States).filter(([name]) => reached.has(name))) };
}
