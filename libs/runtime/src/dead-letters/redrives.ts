import type { JsonValue } from '@millrace/machine';
import { isSystemFault, RuntimeError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { Repeating } from '../repeating.ts';
import type { DeadLetterDetail, DeadLetterSource, DeadLetterStore, RedriveOutcome } from './dead-letter.ts';

const LOOK_MS = 2000;
/** Whoever began it is dead, or it takes longer than any call of a connector may. */
const LEFT_AFTER_SECONDS = 60;
const LEFT_AT_ONCE = 20;

/**
 * Takes a letter in again by the way that it came, with `edited` where that is there. Under one `redrives` it makes one run, however
 * often it is asked. Rejects when it could not be tried: nothing is wrong with the letter then.
 */
export type Redriver = (letter: DeadLetterDetail) => Promise<RedriveResult>;
/** `failed`: it ended as before. */
export type RedriveResult = Exclude<RedriveOutcome, { readonly kind: 'released' }>;

interface RedriveParts {
  readonly store: DeadLetterStore;
  readonly redrivers: Readonly<Record<DeadLetterSource, Redriver>>;
  readonly clock: Pick<Clock, 'schedule' | 'monotonicMs'>;
  readonly report: (cause: unknown) => void;
}
export interface RedriveRequest {
  readonly workspaceId: string;
  readonly id: string;
  /** In place of what came. */
  readonly data?: JsonValue;
  readonly by: string;
  /** A process may have done so already, and died before it could tell. */
  readonly isAgain?: boolean;
}

/**
 * Tries dead letters again. A try is kept before it is made, so that whoever comes after a crash makes the same one; where it has made
 * a run that decides, the run's end is the letter's.
 */
export class Redrives {
  readonly #parts: RedriveParts;
  readonly #looks: Repeating;

  constructor(parts: RedriveParts) {
    this.#parts = parts;
    this.#looks = new Repeating(parts.clock, () => this.#look());
  }

  start(): void {
    this.#looks.start(LOOK_MS);
  }

  async stop(): Promise<void> {
    await this.#looks.stop();
  }

  /** One look at what was left, and at what runs came to. */
  tick(): Promise<void> {
    return this.#looks.now();
  }

  /** `dead_letter.not_found`, `dead_letter.not_open`, and whatever keeps it from being tried: then it is open as before. */
  async redrive({ workspaceId, id, data, by, isAgain = false }: RedriveRequest): Promise<RedriveResult> {
    const { store } = this.#parts;
    const named = { workspaceId, id };
    const begun = await store.begin({ ...named, by, ...(data === undefined ? {} : { edited: JSON.stringify(data) }) });
    if (begun !== undefined) return this.#try(begun);
    const found = await store.find(named);
    if (found === undefined) throw new RuntimeError('dead_letter.not_found', `There is no dead letter ${id}.`);
    const { state, newRunId: runId } = found;
    if (isAgain && state === 'redriving') return runId === undefined ? this.#try(found) : { kind: 'run', runId };
    if (isAgain && state === 'resolved') return { kind: 'taken', ...(runId === undefined ? {} : { runId }) };
    throw new RuntimeError('dead_letter.not_open', `Dead letter ${id} is ${state}: only an open one is tried again.`);
  }

  async #try(letter: DeadLetterDetail): Promise<RedriveResult> {
    const { store, redrivers } = this.#parts;
    const { workspaceId, id, redrives, source } = letter;
    const settle = (outcome: RedriveOutcome) => store.settle({ workspaceId, id, redrives, outcome });
    let result: RedriveResult;
    try {
      result = await redrivers[source](letter);
    } catch (cause) {
      // What this installation's trouble has hidden may have happened: the same try is made again, and finds it.
      if (!isSystemFault(cause)) await settle({ kind: 'released' });
      throw cause;
    }
    await settle(result);
    return result;
  }

  async #look(): Promise<number> {
    const { store, report } = this.#parts;
    try {
      await store.settleRuns();
      for (const letter of await store.takeLeft({ afterSeconds: LEFT_AFTER_SECONDS, limit: LEFT_AT_ONCE })) {
        await this.#try(letter).catch(report);
      }
    } catch (cause) {
      report(cause);
    }
    return LOOK_MS;
  }
}
