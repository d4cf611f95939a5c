// What is done about a call that may have happened before: it is looked for, made, or left to a person.
import type { Action } from '../action.ts';
import type { ActionContext } from '../context.ts';
import { RetryableError } from '../failures.ts';
import { OutcomeUnknownError } from './outcome-unknown.ts';

/** `ended`: an earlier attempt has come to an end. `lost`: its process died in the call, and nobody heard how it ended. */
export type EarlierCall = 'ended' | 'lost';

/** Looks whether a write has happened already. */
export type Verify = (context: ActionContext, input: unknown) => unknown;

interface Performing {
  readonly earlier?: EarlierCall | undefined;
  /** Makes the call. */
  readonly run: () => unknown;
  /** Asks the action's own `verify`; `null` or nothing when it did not happen. */
  readonly ask: (verify: Verify) => unknown;
}

/** How an action finds what it has made; reads and most writes do not. */
export function verifyOf({ effects, idempotency }: Pick<Action, 'effects' | 'idempotency'>): Verify | undefined {
  if (effects === 'read' || typeof idempotency !== 'object' || !('verify' in idempotency)) return undefined;
  return idempotency.verify;
}

/** Whether a call whose process died must not be made again unseen. */
export function isLeftToPerson({ effects, idempotency }: Pick<Action, 'effects' | 'idempotency'>): boolean {
  return (
    effects === 'write' && typeof idempotency === 'object' && 'none' in idempotency && idempotency.onCrash === 'unknown'
  );
}

/**
 * Makes a call of an action, unless it is found that it has happened. With `verify` that is asked before a second attempt, and
 * at once when a write was sent and no answer came: what it finds is the output, and otherwise the write can be made again.
 */
export async function performOnce(action: Action, { earlier, run, ask }: Performing): Promise<unknown> {
  const verify = verifyOf(action);
  if (earlier === 'lost' && isLeftToPerson(action))
    throw new OutcomeUnknownError(LOST, { code: 'connector.call_lost' });
  if (verify === undefined) return await run();
  if (earlier !== undefined) {
    const made = await find(verify, { ask, isUnknown: earlier === 'lost' });
    if (made !== null) return made;
  }
  try {
    return await run();
  } catch (thrown) {
    if (!isOutcomeUnknown(thrown)) throw thrown;
    const made = await find(verify, { ask, isUnknown: true, thrown });
    if (made !== null) return made;
    throw new RetryableError('The write has not happened: it can be made again.', { cause: thrown });
  }
}

interface Finding extends Pick<Performing, 'ask'> {
  /** Nobody knows yet whether it happened. */
  readonly isUnknown: boolean;
  readonly thrown?: OutcomeUnknownError;
}

/** One that cannot be asked leaves it as unknown as it was: that must not look like a plain failure. */
async function find(verify: Verify, { ask, isUnknown, thrown }: Finding): Promise<unknown> {
  try {
    return (await ask(verify)) ?? null;
  } catch (cause) {
    if (!isUnknown) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    const { message = LOST, detail = { code: 'connector.call_lost' } } = thrown ?? {};
    throw new OutcomeUnknownError(`${message} Looking whether it did failed: ${why}`, detail, cause);
  }
}

const isOutcomeUnknown = (thrown: unknown): thrown is OutcomeUnknownError =>
  typeof thrown === 'object' &&
  thrown !== null &&
  (thrown as { readonly isOutcomeUnknown?: unknown }).isOutcomeUnknown === true;

const LOST =
  'The process that made this call ended before it heard of the end: nobody can tell whether it took effect.';
