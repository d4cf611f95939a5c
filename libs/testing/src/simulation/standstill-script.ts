// What tasks do that may stand still, and what people do about them: decided by what is asked, so that the same gives the same.
import type { JsonValue } from '@millrace/machine';
import { hashBelow } from './random.ts';
import { asked, valueOf, type ScriptedCall, type TaskEnd } from './task-script.ts';

const OUTCOME_UNKNOWN = 'Connector.OutcomeUnknown';
const AUTH = 'Connector.Auth';

/** What somebody says of a step that is held. */
export type Decision = TaskEnd | { readonly kind: 'again' };
/** What people do about a held step. */
export interface HeldPlan {
  /** Given one after another; the first counts. None: the run must end by its time. */
  readonly decisions: readonly Decision[];
  readonly afterMs: number;
  /** Its connection is mended then. */
  readonly mendAfterMs?: number;
}
/** What an action does that may pause: an end, or a pause with what is waited for. */
export type PauseStep =
  | { readonly kind: 'ended'; readonly end: TaskEnd; readonly opensForNothing: boolean }
  | {
      readonly kind: 'paused';
      /** From now. */
      readonly afterMs?: number;
      readonly callback?: CallbackPlan;
    };
/** What is sent to the address of a pause, one after another; the first counts. */
export interface CallbackPlan {
  readonly payloads: readonly number[];
  /** Zero: while the action is still at work. */
  readonly afterMs: number;
}
/** What each pause of an attempt has ended with; null: by its moment. */
export type Heard = readonly (number | null)[];

const MAX_ATTEMPTS = 3;
const MAX_PAUSES = 2;
/** People may be so slow, and no slower. */
export const DECIDE_MS = 9000;
export const PAUSE_MS = 7000;

export const isHoldable = (error: string): boolean => error === OUTCOME_UNKNOWN || error === AUTH;
export const isUndoing = (path: string): boolean => path.endsWith('/Compensate');

const rollOf = (what: string, call: ScriptedCall, limit = 100): number =>
  hashBelow(limit, what, call.salt, call.path, call.attempt, valueOf(call));

/** An action of which it may not be known whether it did what it was asked, or whose connection is refused. */
export function doubtEnd(call: ScriptedCall): TaskEnd {
  const { path, attempt } = call;
  const roll = rollOf('doubt', call);
  if (roll < 45 || attempt > MAX_ATTEMPTS) return returned(rollOf('value', call, 50));
  const cause = `in doubt at ${path}, attempt ${attempt}`;
  if (roll < 70) return { kind: 'threw', error: OUTCOME_UNKNOWN, cause };
  if (roll < 88) {
    return { kind: 'threw', error: asked(call).connection === undefined ? OUTCOME_UNKNOWN : AUTH, cause };
  }
  return { kind: 'threw', error: roll < 95 ? 'Sim.Busy' : 'Sim.Refused', cause };
}

/** What becomes of a step that is held. A connection may be mended for another step: people decide by its place alone. */
export function heldPlan(call: ScriptedCall, error: string): HeldPlan {
  const { salt, path, attempt } = call;
  const isAuth = error === AUTH;
  const roll = isAuth ? hashBelow(100, 'auth', salt, path) : rollOf('held', call);
  const afterMs = rollOf('when', call, DECIDE_MS);
  const isForgotten = asked(call).mayStay === true && roll >= 80;
  if (isAuth) {
    if (isForgotten) return { decisions: [], afterMs };
    return { decisions: roll < 60 ? [] : [decisionOf(roll % 40, call, path)], afterMs, mendAfterMs: 1 + afterMs };
  }
  if (isForgotten) return { decisions: [], afterMs };
  const decision = decisionOf(attempt > MAX_ATTEMPTS ? 40 + (roll % 60) : roll, call, `${path} ${attempt}`);
  // After anything else it would be for what is held next.
  const isTwice = roll % 4 === 0 && decision.kind === 'returned' && !isUndoing(path);
  return { decisions: isTwice ? [decision, OVERRULING] : [decision], afterMs };
}

function decisionOf(roll: number, { salt }: ScriptedCall, about: string): Decision {
  if (roll < 40) return { kind: 'again' };
  if (roll < 75) return returned(hashBelow(50, 'decided', salt, about));
  return { kind: 'threw', error: roll < 88 ? 'Sim.Decided' : 'Sim.Busy', cause: `decided about ${about}` };
}

const OVERRULING: Decision = { kind: 'threw', error: 'Sim.Overruled', cause: 'too late' };

/** The ways in which a held step may go on; undefined: it does not. */
export function endsOfHeld(call: ScriptedCall, error: string): readonly (Decision | undefined)[] {
  const { decisions, mendAfterMs } = heldPlan(call, error);
  const again: readonly Decision[] = error === AUTH ? [{ kind: 'again' }] : [];
  const isForgotten = decisions.length === 0 && mendAfterMs === undefined;
  return [...again, ...decisions, ...(isForgotten ? [undefined] : [])];
}

/** What an action that may pause does when it has heard so much. */
export function pauseStep(call: ScriptedCall, heard: Heard): PauseStep {
  const round = heard.length;
  const roll = rollOf(`pause ${round}`, call);
  const isOver = round === MAX_PAUSES || roll < (round === 0 ? 10 : 55);
  if (isOver) return { kind: 'ended', end: pauseEnd(call, heard), opensForNothing: roll % 3 === 0 };
  const { until } = asked(call);
  // Some moments have passed already.
  const afterMs = until === 'callback' ? {} : { afterMs: rollOf(`moment ${round}`, call, PAUSE_MS) - 500 };
  return { kind: 'paused', ...afterMs, ...(until === 'moment' ? {} : { callback: callbackPlan(call, round) }) };
}

function callbackPlan(call: ScriptedCall, round: number): CallbackPlan {
  const roll = rollOf(`callback ${round}`, call);
  const isSilent = asked(call).until === 'either' && roll < 20;
  const payload = rollOf(`payload ${round}`, call, 40);
  const payloads = isSilent ? [] : roll % 4 === 0 ? [payload, 77] : [payload];
  return { payloads, afterMs: roll % 3 === 0 ? 0 : rollOf(`called ${round}`, call, PAUSE_MS) };
}

function pauseEnd(call: ScriptedCall, heard: Heard): TaskEnd {
  const { path, attempt } = call;
  const roll = rollOf('end', call);
  const cause = `after ${heard.length} pauses at ${path}, attempt ${attempt}`;
  if (roll < 75 || attempt > MAX_ATTEMPTS) return returned(hashBelow(50, valueOf(call), JSON.stringify(heard)));
  return { kind: 'threw', error: roll < 85 ? 'Sim.Busy' : roll < 94 ? OUTCOME_UNKNOWN : 'Sim.Refused', cause };
}

/** What the pause that a step asks for may end with. */
export function heardOf({ afterMs, callback }: Extract<PauseStep, { kind: 'paused' }>): Heard {
  return [...(callback?.payloads ?? []), ...(afterMs === undefined ? [] : [null])];
}

const returned = (output: number): TaskEnd => ({ kind: 'returned', output });

/** What an action leaves for when it goes on. */
export interface PauseState {
  readonly heard: Heard;
  /** Another one for each pause. */
  readonly nonce: number;
}
export const readPauseState = (state: JsonValue): PauseState => state as unknown as PauseState;
