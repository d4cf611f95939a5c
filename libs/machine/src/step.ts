import type { Leaving } from './fields.ts';
import type { AttemptRecord, Checkpoint, Host, MachineError, PendingStep, Variables } from './host.ts';
import type { JsonValue } from './json.ts';
import type { State } from './machine.ts';

/** One execution of one state: all that its handler may use. */
export interface Step<S extends State = State> {
  readonly name: string;
  readonly state: S;
  readonly path: string;
  readonly input: JsonValue;
  readonly variables: Variables;
  /** With this one. */
  readonly visits: Checkpoint['visits'];
  readonly host: Host;
  readonly enteredAtMs: number;
  readonly inlineDelayMs: number;
  /** When the whole run times out, if ever. */
  readonly deadlineMs: number | undefined;
  /** Set when this step continues after a suspension. */
  readonly pending: PendingStep | undefined;
}

/** What a state did: where the run goes, with what. */
export type Transition =
  | (Left & { readonly kind: 'next'; readonly next: string })
  | (Left & { readonly kind: 'end' })
  | (Details & { readonly kind: 'failed'; readonly error: MachineError })
  | { readonly kind: 'suspended'; readonly pending: PendingStep };

/** What records show of a step besides its input and output. */
export interface Details {
  readonly attempts?: readonly AttemptRecord[];
  readonly arguments?: JsonValue;
}
interface Left extends Details, Leaving {
  /** Set when a `Catch` took the step out of a failure. */
  readonly caught?: MachineError;
}

/** Promises something only when it waits for something: most states only compute. */
export type StateHandler<S extends State> = (step: Step<S>) => Transition | Promise<Transition>;

/** The end of a run that took longer than its machine allows. */
export const RUN_TIMED_OUT = {
  error: 'States.Timeout',
  cause: 'The run took longer than the TimeoutSeconds of its machine.',
} as const;

/** Has the time of the whole run passed? Then nothing of it may go on, and no rule may handle that. */
export function isPastDeadline({ deadlineMs, host }: Step): boolean {
  return deadlineMs !== undefined && host.nowMs() >= deadlineMs;
}

/** Where a state's own `Next` or `End` leads. */
export function follow(state: { readonly Next?: string; readonly End?: true }, left: Left): Transition {
  return state.Next === undefined ? { kind: 'end', ...left } : { kind: 'next', next: state.Next, ...left };
}
