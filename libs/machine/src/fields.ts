import { requireRoom, requireSmall } from './data-limit.ts';
import { StateFailure } from './failure.ts';
import type { Scope, Variables } from './host.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Template } from './machine.ts';
import type { Step } from './step.ts';
import { prepareTemplate, type EvaluateField, type PreparedTemplate } from './template.ts';
import { formatTimestamp } from './timestamp.ts';

const NAMES = [
  'Arguments',
  'Assign',
  'Cause',
  'Condition',
  'Error',
  'HeartbeatSeconds',
  'Output',
  'Seconds',
  'TimeoutSeconds',
  'Timestamp',
] as const;
type FieldName = (typeof NAMES)[number];
/** What has fields to evaluate: a state, a rule, a catcher. */
type Holder<Name extends FieldName> = Readonly<Partial<Record<Name, Template>>>;

/** Documents do not change, so each is prepared once. Absent: a constant. */
const PREPARED = new WeakMap<object, Partial<Record<FieldName, PreparedTemplate>>>();

function preparedFieldsOf(holder: Holder<FieldName>): Partial<Record<FieldName, PreparedTemplate>> {
  const known = PREPARED.get(holder);
  if (known !== undefined) return known;
  const fields: Partial<Record<FieldName, PreparedTemplate>> = {};
  for (const name of NAMES) {
    const template = holder[name];
    const prepared = template === undefined ? undefined : prepareTemplate(template);
    if (prepared !== undefined) fields[name] = prepared;
  }
  PREPARED.set(holder, fields);
  return fields;
}

/** The members of `$states` that only some fields may read. */
export interface Extra {
  readonly result?: JsonValue;
  readonly errorOutput?: JsonObject;
  readonly retryCount?: number;
}

/** How a step is left. */
export interface Leaving {
  readonly output: JsonValue;
  readonly assigned?: Variables;
}

const MAX_SECONDS = 99_999_999;

/** Fields of one step that read the same. What they read is put together once, and only when an expression asks. */
export class Fields {
  readonly #step: Step;
  readonly #extra: Extra;
  #scope: Scope | undefined;

  constructor(step: Step, extra: Extra = {}) {
    this.#step = step;
    this.#extra = extra;
  }

  /**
   * The value of a field, or `undefined` when there is no such field. `place` is where its holder is in the state, as errors
   * and evaluation sites name it: `Catch[0]/`.
   */
  value<Name extends FieldName>(holder: Holder<Name>, name: Name, place = ''): JsonValue | undefined {
    const template = holder[name];
    if (template === undefined) return undefined;
    const prepared = preparedFieldsOf(holder)[name];
    if (prepared === undefined) return template;
    const field = place + name;
    const value = prepared(field, this.#evaluate);
    requireSmall(value, field);
    return value;
  }

  /** A number of seconds given as a number or an expression, at least `minimum`. */
  seconds<Name extends FieldName>(holder: Holder<Name>, name: Name, minimum: number): number | undefined {
    const value = this.value(holder, name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= MAX_SECONDS) return value;
    throw wrongValue(name, `a whole number of seconds from ${minimum} to ${MAX_SECONDS}`, value);
  }

  /** Evaluates `Assign` and `Output` against the same variables: neither sees the other's effect. */
  leave(holder: Holder<'Assign' | 'Output'>, unchanged: JsonValue, place = ''): Leaving {
    const assigned = this.value(holder, 'Assign', place) as Variables | undefined;
    const given = this.value(holder, 'Output', place);
    const output = given === undefined ? unchanged : given;
    if (assigned === undefined) return { output };
    requireRoom(this.#step.variables, assigned);
    return { output, assigned };
  }

  readonly #evaluate: EvaluateField = (expression, field) => {
    const { host, path } = this.#step;
    this.#scope ??= scopeOf(this.#step, this.#extra);
    return host.evaluate(expression, this.#scope, { path, field });
  };
}

function scopeOf(
  { name, input, variables, host, enteredAtMs }: Step,
  { result, errorOutput, retryCount = 0 }: Extra,
): Scope {
  const entered = { Name: name, EnteredTime: formatTimestamp(enteredAtMs), RetryCount: retryCount };
  const states: Record<string, JsonValue> = { input, context: { ...host.context, State: entered } };
  if (result !== undefined) states.result = result;
  if (errorOutput !== undefined) states.errorOutput = errorOutput;
  return { bindings: { ...variables, states }, nowMs: enteredAtMs };
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
