// What the interpreter hands from function to function.
import type { Leaving } from './fields.ts';
import type { AttemptRecord, Checkpoint, Compensation, Host, MachineError } from './host.ts';
import type { Outcome, PendingStep, RunLimits, Variables } from './host.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Threads } from './threads.ts';
import type { Machine, State } from './machine.ts';

/** What all threads of one interpretation share. */
export interface Run {
  readonly host: Host;
  readonly inlineDelayMs: number;
  readonly limits: RunLimits;
  /** When the whole run times out; `Infinity`: never. */
  readonly deadlineMs: number;
  /** Follows a thread to its end; promises something only when it has to wait. */
  readonly follow: (thread: Thread, from: Checkpoint) => Outcome | Promise<Outcome>;
}

/** One token that moves through one machine: the top level of a run, a branch of a Parallel, an iteration of a Map. */
export interface Thread {
  readonly run: Run;
  readonly machine: Machine;
  readonly language: string;
  /** Empty for the top level. */
  readonly path: string;
  /** The variables around it, which it may read. */
  readonly outer: Variables;
  /** `$states.context.Map.Item`. */
  readonly item?: JsonObject | undefined;
  /** All that belong to the same attempt of a composite state. Absent: the top level. */
  readonly siblings?: Threads;
  /** Evaluated again after a suspension: its states have been told of. */
  isSilent: boolean;
  transitions: number;
  /** It has called or waited for something, so it is kept in the journal. */
  hasActed: boolean;
  /** It has acted since it was kept. */
  isDirty: boolean;
}

/** One execution of one state: all that its handler may use. */
export interface Step<S extends State = State> {
  readonly thread: Thread;
  readonly host: Host;
  readonly name: string;
  readonly state: S;
  readonly path: string;
  readonly input: JsonValue;
  /** The thread's own. */
  readonly variables: Variables;
  /** With this one. */
  readonly visits: Checkpoint['visits'];
  /** A composite state that is taken up after a crash was entered earlier. */
  enteredAtMs: number;
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
  readonly compensation?: Compensation;
}
/** `error`: set when a `Catch` took the step out of a failure. */
export type Left = Details & Leaving & { readonly error?: MachineError };

/** Promises something only when it waits for something: most states only compute. */
export type StateHandler<S extends State> = (step: Step<S>) => Transition | Promise<Transition>;

export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
