// A case of an action, call after call: until it ends, or pauses where the case does not say what ends that.
import { endPause } from '../platform/end-pause.ts';
import type { PausedOutcome, TestActionOutcome, TestOutcome } from '../platform/test-outcome.ts';
import type { CallOptions, TestPlatform } from '../platform/test-platform.ts';
import type { ActionCase } from '../test-case.ts';
import type { Subject } from './subject.ts';

/** An action between its calls: the first one is `run`, each other one a `resume`. */
export class DrivenCase {
  readonly #subject: Subject;
  readonly #tried: ActionCase;
  #paused: PausedOutcome | undefined;
  #next: CallOptions = {};
  /** Pauses that were ended. */
  pauses = 0;

  constructor(subject: Subject, tried: ActionCase) {
    this.#subject = subject;
    this.#tried = tried;
  }

  /** The next call. */
  async call(platform: TestPlatform, options: CallOptions = {}): Promise<TestActionOutcome> {
    await this.endPause(platform);
    return this.again(platform, options);
  }

  /** The same call once more, as after a crash. */
  async again(platform: TestPlatform, options: CallOptions = {}): Promise<TestActionOutcome> {
    const { action, input, connection } = this.#tried;
    const outcome = await platform.callAction(action, input, { connection, ...this.#next, ...options });
    this.#paused = outcome.kind === 'paused' ? outcome : undefined;
    return outcome;
  }

  /** Lets happen what the next call waits for, if it waits. */
  async endPause({ time }: TestPlatform): Promise<void> {
    const paused = this.#paused;
    if (paused === undefined) return;
    this.#paused = undefined;
    const { callback, meanwhile } = this.#tried.pauses?.[this.pauses] ?? {};
    this.pauses += 1;
    if (this.#subject.fake !== undefined) meanwhile?.(this.#subject.fake.state);
    this.#next = { resume: await endPause(paused, time, callback) };
  }

  /** All that is left of it, after a call that has ended so. */
  async finish(outcome: TestActionOutcome, platform: TestPlatform, options: CallOptions = {}): Promise<TestOutcome> {
    if (outcome.kind !== 'paused') return outcome;
    if (this.pauses >= (this.#tried.pauses ?? []).length) return unended(outcome);
    return this.finish(together(outcome, await this.call(platform, options)), platform, options);
  }
}

/** Calls the action of a case, and ends its pauses as the case says. */
export async function driveCase(
  subject: Subject,
  tried: ActionCase,
  { platform, ...options }: CallOptions & { readonly platform: TestPlatform },
): Promise<TestOutcome & { readonly pauses: number }> {
  const driven = new DrivenCase(subject, tried);
  const outcome = await driven.finish(await driven.call(platform, options), platform, options);
  return { ...outcome, pauses: driven.pauses };
}

const UNENDED = 'It pauses, and the case does not say what ends that: its `pauses` do.';
function unended({ log, secrets, sent, read, dialled, refreshes }: PausedOutcome): TestOutcome {
  const failure = { kind: 'threw', error: 'States.Timeout', message: UNENDED, cause: { message: UNENDED } } as const;
  return { log, secrets, sent, read, dialled, refreshes, ...failure };
}

/** One outcome of two calls: what both did, and how the later one ended. */
function together(earlier: TestActionOutcome, later: TestActionOutcome): TestActionOutcome {
  return {
    ...later,
    log: [...earlier.log, ...later.log],
    secrets: [...earlier.secrets, ...later.secrets],
    sent: [...earlier.sent, ...later.sent],
    read: [...earlier.read, ...later.read],
    dialled: [...earlier.dialled, ...later.dialled],
    refreshes: earlier.refreshes + later.refreshes,
  };
}
