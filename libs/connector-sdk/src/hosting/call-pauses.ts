import type { Action, CodeAction } from '../action.ts';
import type { PausingContext } from '../context.ts';
import { FatalError, RetryableError } from '../failures.ts';
import type { JsonValue } from '../json.ts';
import { MAX_PAUSE_STATE_BYTES, type Pause, type PauseRequest } from '../pause.ts';

/** A pause as whoever keeps the run sees it. One of moment and callback is there, or both. */
export interface PauseFacts {
  readonly untilMs?: number;
  readonly isCallbackAwaited: boolean;
  readonly state: JsonValue;
}
interface PauseGrants {
  /** The action has a `resume`. */
  readonly canResume: boolean;
  /** Opens the address that ends the next pause. Absent: there is no run that could be parked. */
  readonly openCallback: (() => Promise<string>) | undefined;
}

/** Whether an action may pause its run. */
export const canPause = (action: Action): boolean => action.kind === 'code' && action.resume !== undefined;

/** What an action goes on with after a pause. Throws `FatalError` where a later version has none any more. */
export function resumeOf(action: Action): NonNullable<CodeAction['resume']> {
  if (action.kind === 'code' && action.resume !== undefined) return action.resume;
  throw refusal('connector.resume_missing', 'The action has paused, and what goes on now has no `resume`.');
}

/** March 1973: what is less is a duration, or counts seconds. */
const LEAST_MOMENT_MS = 100_000_000_000;
const LAST_MOMENT_MS = Date.UTC(9999, 11, 31);

/** A service may answer with whatever JSON: only what a call's own `wait` gave is a pause of it. */
const givenPauses = new WeakMap<object, { readonly by: CallPauses; readonly facts: PauseFacts }>();

/** The pauses of one call: what its context offers for them, and which one the action has returned. */
export class CallPauses implements Pick<PausingContext, 'wait' | 'callbackUrl'> {
  readonly #grants: PauseGrants;
  #opening: Promise<string> | undefined;
  #isOpened = false;

  constructor(grants: PauseGrants) {
    this.#grants = grants;
  }

  readonly wait: PausingContext['wait'] = <State extends JsonValue>(request: PauseRequest<State>): Pause<State> => {
    this.#demandGrants();
    const facts = factsOf(request);
    if (facts.isCallbackAwaited && !this.#isOpened)
      throw invalid(
        'The pause is to end by a call of its address, and nobody knows that: ask for `await ctx.callbackUrl()` first, in this call, and hand it on.',
      );
    const pause = { toJSON: refuseInside };
    givenPauses.set(pause, { by: this, facts });
    return pause as unknown as Pause<State>;
  };

  readonly callbackUrl = (): Promise<string> => {
    const opening = (this.#opening ??= this.#open());
    // Whoever asked may look at it later, or never: that must not end the process, which has other calls.
    opening.catch(() => undefined);
    return opening;
  };

  /** The pause that an action has returned; undefined: it is an output. */
  find(made: unknown): PauseFacts | undefined {
    if (typeof made !== 'object' || made === null) return undefined;
    const given = givenPauses.get(made);
    return given?.by === this ? given.facts : undefined;
  }

  async #open(): Promise<string> {
    const openCallback = this.#demandGrants();
    try {
      const address = await openCallback();
      this.#isOpened = true;
      return address;
    } catch (cause) {
      this.#opening = undefined;
      throw new RetryableError('The address that ends a pause could not be opened.', {
        cause,
        detail: { code: 'connector.callback_unavailable' },
      });
    }
  }

  #demandGrants(): () => Promise<string> {
    const { canResume, openCallback } = this.#grants;
    if (!canResume) throw invalid('The action asks for a pause, and has no `resume` that would go on after it.');
    if (openCallback !== undefined) return openCallback;
    throw refusal(
      'connector.pause_unavailable',
      'The action asks for a pause here, and this call has no run that could wait: it was tried out. What it did until here has happened.',
    );
  }
}

/** Authors may write JavaScript: what their types say is no promise. */
function factsOf(request: unknown): PauseFacts {
  const { until, callback, state } = (request ?? {}) as Readonly<Record<string, unknown>>;
  const isCallbackAwaited = callback === true;
  if (until === undefined && !isCallbackAwaited)
    throw invalid('The pause has no end: give it `until`, a moment, or `callback: true`, or both.');
  const ends = until === undefined ? {} : { untilMs: momentOf(until) };
  return { ...ends, isCallbackAwaited, state: stateOf(state) };
}

function momentOf(until: unknown): number {
  const atMs = until instanceof Date ? until.getTime() : until;
  if (typeof atMs === 'number' && atMs >= LEAST_MOMENT_MS && atMs <= LAST_MOMENT_MS) return Math.ceil(atMs);
  const shown = String(until instanceof Date ? atMs : until).slice(0, 100);
  throw invalid(
    `The pause’s \`until\` is no moment: ${shown}. It is a Date, or milliseconds since 1970, up to the year 9999.`,
  );
}

function stateOf(state: unknown): JsonValue {
  const text = textOf(state);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_PAUSE_STATE_BYTES) return JSON.parse(text) as JsonValue;
  const message = `The pause’s state has ${bytes} bytes; ${MAX_PAUSE_STATE_BYTES} are allowed. Larger data are files, or are asked for again.`;
  throw refusal('connector.pause_state_too_large', message);
}

function textOf(state: unknown): string {
  let why = `it is ${typeof state}`;
  try {
    const text = JSON.stringify(state) as string | undefined;
    if (text !== undefined) return text;
  } catch (cause) {
    why = cause instanceof Error ? cause.message : String(cause);
  }
  throw invalid(`The pause’s state is no JSON: ${why}.`);
}

/** Called where somebody makes text of it. */
function refuseInside(): never {
  throw new TypeError('A pause is returned as it is, from the call whose `wait` gave it.');
}

const invalid = (message: string): FatalError => refusal('connector.pause_invalid', message);
const refusal = (code: string, message: string): FatalError => new FatalError(message, { detail: { code } });
