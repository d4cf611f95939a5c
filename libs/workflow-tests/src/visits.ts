import type { JsonValue, MachineError, StepEvent, Variables } from '@millrace/machine';

/** One visit of a state, as a test sees it. */
export interface TestedStep {
  /** Names the visit: `Charge`, `Charge#2`, `Each order[17]/Charge`. */
  readonly path: string;
  readonly state: string;
  readonly type: string;
  /** `unfinished`: the run ended meanwhile. */
  readonly status: 'succeeded' | 'failed' | 'unfinished';
  readonly input: JsonValue;
  /** What a task was called with. */
  readonly arguments?: JsonValue;
  readonly output?: JsonValue;
  readonly assigned?: Variables;
  readonly error?: MachineError;
  /** How often a task was called. */
  readonly attempts?: number;
  /** Virtual, epoch milliseconds. */
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
}

/** Collects what happens in a run, a line each visit, in the order in which the states were entered. */
export class Visits {
  readonly #steps: TestedStep[] = [];
  readonly #open = new Map<string, number>();

  get steps(): readonly TestedStep[] {
    return this.#steps;
  }

  /** Takes what the interpreter tells of. */
  note(event: StepEvent): void {
    const { path, state, type, input, startedAtMs } = event;
    if (event.kind === 'entered') {
      this.#open.set(path, this.#steps.length);
      this.#steps.push({ path, state, type, status: 'unfinished', input, startedAtMs });
      return;
    }
    const index = this.#open.get(path);
    const entered = index === undefined ? undefined : this.#steps[index];
    if (index !== undefined && entered !== undefined) this.#steps[index] = { ...entered, ...endOf(event) };
  }

  /** The visits of one state; those inside a Map in the order of its items, whenever they took place. */
  of(state: string): readonly TestedStep[] {
    return this.#steps
      .filter((step) => step.state === state)
      .map((step) => ({ step, place: placeOf(step.path) }))
      .sort((left, right) => compareNumbers(left.place, right.place))
      .map(({ step }) => step);
  }
}

/** What an event adds to what was known when the state was entered. */
function endOf(event: StepEvent): Partial<TestedStep> {
  const { output, assigned, error, attempts, endedAtMs } = event;
  // A Catch leads on, and the visit is no failure of the run's: but it is one of the step's.
  const status = event.kind === 'failed' ? 'failed' : 'succeeded';
  return {
    status,
    ...(event.arguments === undefined ? {} : { arguments: event.arguments }),
    ...(output === undefined ? {} : { output }),
    ...(assigned === undefined ? {} : { assigned }),
    ...(error === undefined ? {} : { error }),
    ...(attempts === undefined || event.type !== 'Task' ? {} : { attempts: attempts.length }),
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
  };
}

/**
 * The numbers of a path, outermost first: the visit of each state, and the item of each composite one. The names are those of
 * the state's own place, and the same for all its visits. A `#`, `[` or `/` that belongs to a name is doubled.
 */
export function placeOf(path: string): readonly number[] {
  const place: number[] = [];
  for (const [part] of path.matchAll(/(?:##|\[\[|\/\/|[^#[/])+(?:#\d+)?(?:\[\d+\])?/g)) {
    const [, visit, item] = /(?:#(\d+))?(?:\[(\d+)\])?$/.exec(part) ?? [];
    place.push(Number(visit ?? 1), Number(item ?? 0));
  }
  return place;
}

/** Which of two lists of numbers comes first, as in a dictionary. */
export function compareNumbers(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((number, at) => number !== right[at]);
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
