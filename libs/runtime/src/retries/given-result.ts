import type { Checkpoint, JsonValue, PendingStep } from '@millrace/machine';

/** A task that somebody says has happened, and what it gave back: the new run does not call it, and goes on behind it. */
export interface GivenResult {
  /** That it is in; empty: the top level. */
  readonly thread: string;
  /** Of the task, as records show it. */
  readonly path: string;
  readonly resource: string;
  readonly result: JsonValue;
}
type AnswerStep = Extract<PendingStep, { kind: 'answer' }>;

/** The position before a task as one behind its call, whose answer has come: the machine uses the result as it would any other. */
export function withResult(
  at: Checkpoint,
  { within, given: { thread, path, resource, result } }: { readonly within: string; readonly given: GivenResult },
): Checkpoint {
  const { state, input, variables, visits } = at;
  const call = { ...{ path, thread, within, state, resource, attempt: 1, startedAtMs: 0 }, arguments: null };
  return {
    ...{ state, input, variables, visits: { ...visits, [state]: visitOf(at) } },
    pending: {
      ...{ kind: 'answer', enteredAtMs: 0, untilMs: 0, attempt: 0, retries: {} },
      call: { ...call, given: result },
    },
  };
}

/** The same position in a run that begins now; what its expressions take for now is when it is entered. */
export function enteredNow(at: Checkpoint, nowMs: number): Checkpoint {
  const { pending } = at;
  if (!isGiven(pending)) return at;
  return { ...at, pending: { ...pending, enteredAtMs: nowMs, call: { ...pending.call, startedAtMs: nowMs } } };
}

/** The position before such a task. */
export function beforeGiven(at: Checkpoint): Checkpoint {
  const { state, input, variables, visits, pending } = at;
  return isGiven(pending) ? { state, input, variables, visits: { ...visits, [state]: visitOf(at) - 1 } } : at;
}

/** Whether a position waits for a task whose result somebody has given. */
export const isGiven = (pending: PendingStep | undefined): pending is AnswerStep =>
  pending?.kind === 'answer' && pending.call.given !== undefined;

interface Place extends Pick<Checkpoint, 'state' | 'visits' | 'pending'> {
  /** Its visit is counted already, as it is where something is pending. */
  readonly isEntered?: boolean;
}

/** Of the state that a run stands at, in the thread given. */
export function pathOf(at: Place, thread = ''): string {
  const visit = visitOf(at);
  const name = at.state.replaceAll(/[#[/]/g, '$&$&');
  return `${thread === '' ? '' : `${thread}/`}${visit === 1 ? name : `${name}#${visit}`}`;
}

function visitOf({ state, visits, pending, isEntered = pending !== undefined }: Place): number {
  const counted = Object.hasOwn(visits, state) ? (visits[state] ?? 0) : 0;
  return isEntered ? counted : counted + 1;
}
