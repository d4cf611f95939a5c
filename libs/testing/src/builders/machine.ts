import type {
  FailState,
  Machine,
  MapState,
  ParallelState,
  PassState,
  Retrier,
  State,
  SucceedState,
  TaskState,
  WaitState,
} from '@millrace/machine';

type Fields<S> = Partial<Omit<S, 'Type'>>;

/** Builds a machine from top to bottom: each state leads to the next one, and the last ends, unless its fields say else. */
export class MachineBuilder {
  readonly #states: readonly (readonly [string, State])[];
  readonly #timeoutSeconds: number | undefined;

  constructor(states: readonly (readonly [string, State])[] = [], timeoutSeconds?: number) {
    this.#states = states;
    this.#timeoutSeconds = timeoutSeconds;
  }

  pass(name: string, fields: Fields<PassState> = {}): MachineBuilder {
    return this.#with(name, { Type: 'Pass', ...fields });
  }

  /** Calls `connector:test/<name in lower case>`, unless `Resource` is given. */
  task(name: string, fields: Fields<TaskState> = {}): MachineBuilder {
    return this.#with(name, { Type: 'Task', Resource: `connector:test/${name.toLowerCase()}`, ...fields });
  }

  wait(name: string, fields: Fields<WaitState>): MachineBuilder {
    return this.#with(name, { Type: 'Wait', ...fields });
  }

  /** Runs machines side by side. */
  parallel(
    name: string,
    branches: readonly MachineBuilder[],
    fields: Fields<Omit<ParallelState, 'Branches'>> = {},
  ): MachineBuilder {
    const built = branches.map((branch) => branch.build());
    return this.#with(name, { Type: 'Parallel', Branches: built, ...fields });
  }

  /** Runs a machine for each item. */
  each(name: string, processor: MachineBuilder, fields: Fields<Omit<MapState, 'ItemProcessor'>> = {}): MachineBuilder {
    return this.#with(name, { Type: 'Map', ItemProcessor: processor.build(), ...fields });
  }

  /** Where a condition, given as an expression, is true: there; else on. */
  when(name: string, condition: string | boolean, next: string): MachineBuilder {
    return this.#with(name, { Type: 'Choice', Choices: [{ Condition: condition, Next: next }] });
  }

  succeed(name: string, fields: Fields<SucceedState> = {}): MachineBuilder {
    return this.#with(name, { Type: 'Succeed', ...fields });
  }

  fail(name: string, fields: Fields<FailState> = {}): MachineBuilder {
    return this.#with(name, { Type: 'Fail', ...fields });
  }

  /** The whole run's limit. */
  within(seconds: number): MachineBuilder {
    return new MachineBuilder(this.#states, seconds);
  }

  build(): Machine {
    const states = this.#states.map(([name, state], index) => [name, linked(state, this.#states[index + 1]?.[0])]);
    return {
      StartAt: this.#states[0]?.[0] ?? '',
      States: Object.fromEntries(states) as Record<string, State>,
      ...(this.#timeoutSeconds === undefined ? {} : { TimeoutSeconds: this.#timeoutSeconds }),
    };
  }

  #with(name: string, state: State): MachineBuilder {
    return new MachineBuilder([...this.#states, [name, state]], this.#timeoutSeconds);
  }
}

function linked(state: State, next: string | undefined): State {
  if (state.Type === 'Succeed' || state.Type === 'Fail') return state;
  if (state.Type === 'Choice')
    return next === undefined || state.Default !== undefined ? state : { ...state, Default: next };
  if (state.Next !== undefined || state.End === true) return state;
  return next === undefined ? { ...state, End: true } : { ...state, Next: next };
}

/** An empty machine to begin with. */
export function aMachine(): MachineBuilder {
  return new MachineBuilder();
}

/** The fields of a task that is tried again after every error. */
export function aRetry(rule: Partial<Retrier> = {}): { readonly Retry: readonly Retrier[] } {
  return { Retry: [{ ErrorEquals: ['States.ALL'], ...rule }] };
}
