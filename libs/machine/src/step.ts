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

/** The members of `$states` that only some fields may read. */
export interface Extra {
  readonly result?: JsonValue;
  readonly errorOutput?: JsonObject;
  readonly retryCount?: number;
}

/** The value of one field of a state. */
export function evaluateField(step: Step, field: string, template: Template, extra: Extra = {}): Promise<JsonValue> {
  if (isConstant(template)) return Promise.resolve(template);
  const scope = { states: statesOf(step, extra), variables: step.variables };
  return evaluateTemplate(template, field, (expression, at) =>
    step.host.evaluate(expression, scope, { path: step.path, field: at }),
  );
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
  leaving: Leaving,
  { unchanged, field = '', ...extra }: Extra & { readonly unchanged: JsonValue; readonly field?: string },
): Promise<{ output: JsonValue; assigned?: Variables }> {
  const assigned =
    leaving.Assign === undefined ? undefined : await evaluateField(step, `${field}Assign`, leaving.Assign, extra);
  const output =
    leaving.Output === undefined ? unchanged : await evaluateField(step, `${field}Output`, leaving.Output, extra);
  return assigned === undefined ? { output } : { output, assigned: assigned as Variables };
}

/** Where a state's own `Next` or `End` leads. */
export function follow(state: { readonly Next?: string; readonly End?: true }, left: Left): Transition {
  return state.Next === undefined ? { kind: 'end', ...left } : { kind: 'next', next: state.Next, ...left };
}

/** A number of seconds given as a number or an expression, at least `minimum` and at most 99,999,999. */
export async function evaluateSeconds(
  step: Step,
  field: string,
  template: number | string,
  { minimum, ...extra }: Extra & { readonly minimum: number },
): Promise<number> {
  const value = await evaluateField(step, field, template, extra);
  if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= 99_999_999) return value;
  throw new StateFailure(
    'States.QueryEvaluationError',
    `The field '${field}' must give a whole number of seconds from ${minimum} to 99999999, but gave ${JSON.stringify(value)}.`,
  );
}
