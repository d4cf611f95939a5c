import type { JsonObject } from '../json.ts';
import type { Machine } from '../machine.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Builds a machine state by state: each leads to the one that is added after it, and the last one ends. */
class MachineBuilder {
  readonly #fields: Fields;
  readonly #states: (readonly [string, Fields])[] = [];

  constructor(fields: Fields) {
    this.#fields = fields;
  }

  /** A state exactly as given. */
  state(name: string, state: Fields): this {
    this.#states.push([name, state]);
    return this;
  }

  pass(name: string, fields: Fields = {}): this {
    return this.state(name, { Type: 'Pass', ...fields });
  }

  task(name: string, fields: Fields = {}): this {
    return this.state(name, { Type: 'Task', Resource: 'connector:test/do', ...fields });
  }

  wait(name: string, fields: Fields): this {
    return this.state(name, { Type: 'Wait', ...fields });
  }

  choice(name: string, choices: readonly Fields[], fields: Fields = {}): this {
    return this.state(name, { Type: 'Choice', Choices: choices, ...fields });
  }

  succeed(name: string, fields: Fields = {}): this {
    return this.state(name, { Type: 'Succeed', ...fields });
  }

  fail(name: string, fields: Fields = {}): this {
    return this.state(name, { Type: 'Fail', ...fields });
  }

  /** The machine as it comes out of JSON: members that are undefined are not there. */
  build(): Machine {
    const states = this.#states.map(([name, state], index) => [name, this.#linked(state, index)] as const);
    const start = { QueryLanguage: 'JSONata', StartAt: this.#states[0]?.[0] ?? '' };
    const machine = { ...start, ...this.#fields, States: Object.fromEntries(states) };
    return JSON.parse(JSON.stringify(machine)) as Machine;
  }

  /** The machine inside the smallest envelope. */
  inDocument(envelope: Fields = {}): JsonObject {
    return { millrace: 1, name: 'test', ...envelope, machine: this.build() } as unknown as JsonObject;
  }

  #linked(state: Fields, index: number): Fields {
    const transitions = ['Pass', 'Task', 'Wait'].includes(String(state.Type));
    if (!transitions || 'Next' in state || 'End' in state) return state;
    const next = this.#states[index + 1]?.[0];
    return next === undefined ? { ...state, End: true } : { ...state, Next: next };
  }
}

/** `aMachine().task('Charge').pass('Notify').build()`. `fields`: of the machine itself. */
export const aMachine = (fields: Fields = {}): MachineBuilder => new MachineBuilder(fields);
