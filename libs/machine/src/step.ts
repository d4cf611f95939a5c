import { requireRoom, requireSmall } from './data-limit.ts';
import { StateFailure } from './failure.ts';
import type { AttemptRecord, Host, MachineError, PendingStep, Variables } from './host.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { State, Template } from './machine.ts';
import { evaluateTemplate, isConstant } from './template.ts';
import { formatTimestamp } from './timestamp.ts';

/** One execution of one state: all that its handler may use. */
export interface Step<S extends State = State> {
  readonly name: string;
  readonly state: S;
  readonly path: string;
  readonly input: JsonValue;
  readonly variables: Variables;
  readonly host: Host;
  readonly enteredAtMs: number;
  readonly inlineDelayMs: number;
  /** When the whole run times out, if ever. */
  readonly deadlineMs?: number;
  /** Set when this step continues after a suspension. */
  readonly pending?: PendingStep;
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
interface Left extends Details {
  readonly output: JsonValue;
  readonly assigned?: Variables;
  /** Set when a `Catch` took the step out of a failure. */
  readonly caught?: MachineError;
}

export type StateHandler<S extends State> = (step: Step<S>) => Promise<Transition>;

/** The end of a run that took longer than its machine allows. */
export const RUN_TIMED_OUT = {
  error: 'States.Timeout',
  cause: 'The run took longer than the TimeoutSeconds of its machine.',
} as const;

/** Has the time of the whole run passed? Then nothing of it may go on, and no rule may handle that. */
export function isPastDeadline({ deadlineMs, host }: Step): boolean {
  return deadlineMs !== undefined && host.nowMs() >= deadlineMs;
}

/** A template of a state, by the name that errors and evaluation sites give it: `Output`, `Catch[0]/Output`. */
export interface Field {
  readonly name: string;
  readonly template: Template;
}

/** The members of `$states` that only some fields may read. */
export interface Extra {
  readonly result?: JsonValue;
  readonly errorOutput?: JsonObject;
  readonly retryCount?: number;
}

/** The value of one field of a state. */
export async function evaluateField(step: Step, { name, template }: Field, extra: Extra = {}): Promise<JsonValue> {
  if (isConstant(template)) return template;
  const scope = { states: statesOf(step, extra), variables: step.variables };
  const value = await evaluateTemplate(template, name, (expression, at) =>
    step.host.evaluate(expression, scope, { path: step.path, field: at }),
  );
  requireSmall(value, name);
  return value;
}

function statesOf(step: Step, { result, errorOutput, retryCount = 0 }: Extra) {
  const entered = { Name: step.name, EnteredTime: formatTimestamp(step.enteredAtMs), RetryCount: retryCount };
  return {
    input: step.input,
    context: { ...step.host.context, State: entered },
    ...(result === undefined ? {} : { result }),
    ...(errorOutput === undefined ? {} : { errorOutput }),
  };
}

/** The fields that decide how a state, a rule or a catcher is left. */
export interface Leaving {
  readonly Assign?: JsonObject;
  readonly Output?: Template;
}

/** Evaluates `Assign` and `Output` against the same variables: neither sees the other's effect. */
export async function leave(
  step: Step,
  { Assign, Output }: Leaving,
  { unchanged, field = '', ...extra }: Extra & { readonly unchanged: JsonValue; readonly field?: string },
): Promise<{ output: JsonValue; assigned?: Variables }> {
  const assigned =
    Assign === undefined
      ? undefined
      : ((await evaluateField(step, { name: `${field}Assign`, template: Assign }, extra)) as Variables);
  const output =
    Output === undefined ? unchanged : await evaluateField(step, { name: `${field}Output`, template: Output }, extra);
  if (assigned === undefined) return { output };
  requireRoom({ ...step.variables, ...assigned });
  return { output, assigned };
}

/** Where a state's own `Next` or `End` leads. */
export function follow(state: { readonly Next?: string; readonly End?: true }, left: Left): Transition {
  return state.Next === undefined ? { kind: 'end', ...left } : { kind: 'next', next: state.Next, ...left };
}

const MAX_SECONDS = 99_999_999;

/** A number of seconds given as a number or an expression, at least `minimum`. */
export async function evaluateSeconds(
  step: Step,
  field: Field,
  { minimum, ...extra }: Extra & { readonly minimum: number },
): Promise<number> {
  const value = await evaluateField(step, field, extra);
  if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= MAX_SECONDS) return value;
  throw wrongValue(field.name, `a whole number of seconds from ${minimum} to ${MAX_SECONDS}`, value);
}

/** The failure of a field whose value cannot be used. */
export function wrongValue(field: string, wanted: string, value: JsonValue): StateFailure {
  return new StateFailure(
    'States.QueryEvaluationError',
    `The field '${field}' must give ${wanted}, but gave ${shortened(JSON.stringify(value))}.`,
  );
}

/** A cause is read by people, and stored: the value that it quotes may be megabytes. */
const MAX_QUOTED_CHARACTERS = 200;
const shortened = (text: string): string =>
  text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text;
