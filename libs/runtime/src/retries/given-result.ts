import type { Checkpoint, JsonValue } from '@millrace/machine';

/** A task that somebody says has happened, and what it gave back: the new run does not call it, and goes on behind it. */
export interface GivenResult {
  /** That it is in; empty: the top level. */
  readonly thread: string;
  /** Of the task, as records show it. */
  readonly path: string;
  readonly resource: string;
  readonly result: JsonValue;
  readonly nowMs: number;
}

/** The position before a task as one behind its call, whose answer has come: the machine uses the result as it would any other. */
export function withResult(
  at: Checkpoint,
  {
    within,
    given: { thread, path, resource, result, nowMs },
  }: { readonly within: string; readonly given: GivenResult },
): Checkpoint {
  const { state, input, variables, visits } = at;
  const call = { ...{ path, thread, within, state, resource, attempt: 1, startedAtMs: nowMs }, arguments: null };
  return {
    ...{ state, input, variables, visits: { ...visits, [state]: visitsOf(at) + 1 } },
    pending: {
      ...{ kind: 'answer', enteredAtMs: nowMs, untilMs: 0, attempt: 0, retries: {} },
      call: { ...call, given: result },
    },
  };
}

/** Of the state that a run is about to enter, in the thread given. */
export function pathOf(at: Pick<Checkpoint, 'state' | 'visits'>, thread = ''): string {
  const visit = visitsOf(at) + 1;
  const name = at.state.replaceAll(/[#[/]/g, '$&$&');
  return `${thread === '' ? '' : `${thread}/`}${visit === 1 ? name : `${name}#${visit}`}`;
}

const visitsOf = ({ state, visits }: Pick<Checkpoint, 'state' | 'visits'>): number =>
  Object.hasOwn(visits, state) ? (visits[state] ?? 0) : 0;
