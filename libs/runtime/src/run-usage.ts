import { sizeOf, type Checkpoint, type JsonValue, type MachineError } from '@millrace/machine';
import { MAX_PAYLOAD_CHARACTERS } from './step-record.ts';

/** What a run has used so far of what it may use in all. */
export interface RunUsage {
  readonly tasks: number;
  /** Of JSON that stays though the run goes on: records of steps, results of threads, large values. */
  readonly characters: number;
}
/** A position, with what was used up to there: after a wait, or a crash, it is counted on from that. */
export type RunPosition = Checkpoint & { readonly usage?: RunUsage };

/** Ends a run that has used more than it may: no rule of its workflow could go on without using more. */
export class RunExceeded extends Error {
  readonly error: MachineError;
  constructor(error: MachineError) {
    super(error.cause);
    this.error = error;
  }
}

/** Counts what one run uses. */
export class UsageMeter {
  #tasks: number;
  #characters: number;
  /** Counted last: what a step hands on is the next one's input. */
  #newestText: string | undefined;
  /** Those of the newest position: what stays the same is not stored anew. */
  #large: readonly JsonValue[];

  constructor(from?: RunPosition) {
    const { tasks = 0, characters = 0 } = from?.usage ?? {};
    this.#tasks = tasks;
    this.#characters = characters;
    this.#large = from === undefined ? [] : largeValuesOf(from);
  }

  get used(): RunUsage {
    return { tasks: this.#tasks, characters: this.#characters };
  }

  noteTask(): void {
    this.#tasks += 1;
  }

  noteText(text: string | undefined): void {
    if (text === undefined || text === this.#newestText) return;
    this.#newestText = text;
    this.#characters += text.length;
  }

  /** A position that is about to be written; with it goes what was used so far. */
  notePosition(position: Checkpoint): RunPosition {
    const large = largeValuesOf(position);
    for (const value of large) if (!this.#large.includes(value)) this.#characters += sizeOf(value);
    this.#large = large;
    return { ...position, usage: this.used };
  }
}

/** Smaller ones are whole in the record of the step that made them. */
const largeValuesOf = ({ input, variables }: Checkpoint): readonly JsonValue[] =>
  [input, ...Object.values(variables)].filter((value) => sizeOf(value) > MAX_PAYLOAD_CHARACTERS);
