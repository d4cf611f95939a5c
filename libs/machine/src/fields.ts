import { requireRoom, requireSmall } from './data-limit.ts';
import { StateFailure } from './failure.ts';
import type { Scope, Variables } from './host.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { holdTime } from './step.ts';
import type { Step } from './thread.ts';
import { expressionOf, prepareTemplate, type EvaluateField, type PreparedTemplate } from './template.ts';
import { formatTimestamp } from './timestamp.ts';
import type { Template } from './machine.ts';

/** What has fields to evaluate: a state, a rule, a catcher. */
type Holder<Name extends string> = Readonly<Partial<Record<Name, Template>>>;

/** Documents do not change, so each field is prepared once. `undefined`: a constant. */
const PREPARED = new WeakMap<object, Record<string, PreparedTemplate | undefined>>();

function preparedOf(holder: object, name: string, template: Template): PreparedTemplate | undefined {
  const known = PREPARED.get(holder) ?? {};
  if (name in known) return known[name];
  PREPARED.set(holder, known);
  return (known[name] = prepareTemplate(template));
}

/** What only some fields may read. `item` takes the place of the thread's. */
export interface Extra {
  readonly result?: JsonValue;
  readonly errorOutput?: JsonObject;
  readonly retryCount?: number;
  readonly token?: string | undefined;
  readonly item?: JsonObject;
}

/** How a step is left. */
export interface Leaving {
  readonly output: JsonValue;
  readonly assigned?: Variables;
}

interface Types {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly array: readonly JsonValue[];
}
/** What a field must give: a type, and more than that. */
interface Wanted<Type extends keyof Types> {
  readonly type: Type;
  readonly wanted: string;
  readonly fits?: (value: Types[Type]) => boolean;
}

export const TEXT: Wanted<'string'> = { type: 'string', wanted: 'a text' };
export const PERCENT = numberFrom(0, { to: 100, what: 'a number' });
export const countFrom = (least: number): Wanted<'number'> => numberFrom(least, { what: 'a whole number' });
export const secondsFrom = (least: number): Wanted<'number'> =>
  numberFrom(least, { to: 99_999_999, what: 'a whole number of seconds' });

function numberFrom(least: number, { to, what }: { readonly to?: number; readonly what: string }): Wanted<'number'> {
  const isPart = what === 'a number';
  const fits = (value: number): boolean =>
    value >= least && value <= (to ?? value) && (isPart || Number.isInteger(value));
  return { type: 'number', wanted: `${what} from ${least}${to === undefined ? '' : ` to ${to}`}`, fits };
}

/** Fields of one step that read the same. What they read is put together once, and only when an expression asks. */
export class Fields {
  readonly #step: Step;
  readonly extra: Extra;
  #scope: Scope | undefined;

  constructor(step: Step, extra: Extra = {}) {
    this.#step = step;
    this.extra = extra;
  }

  /**
   * The value of a field, or `undefined` when there is no such field. `place` is where its holder is in the state, as errors
   * and evaluation sites name it: `Catch[0]/`.
   */
  value<Name extends string>(holder: Holder<Name>, name: Name, place = ''): JsonValue | undefined {
    const template = holder[name];
    if (template === undefined) return undefined;
    const prepared = preparedOf(holder, name, template);
    if (prepared === undefined) return template;
    const field = place + name;
    return requireSmall(prepared(field, this.#evaluate), `the field '${field}'`, this.#step.thread.run.limits);
  }

  /** The same of a field that must give something in particular. */
  typed<Name extends string, Type extends keyof Types>(
    holder: Holder<Name>,
    name: Name,
    { place = '', type, wanted, fits = () => true }: Wanted<Type> & { readonly place?: string },
  ): Types[Type] | undefined {
    const value = this.value(holder, name, place);
    if (value === undefined) return undefined;
    const given = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
    if (given === type && fits(value as Types[Type])) return value as Types[Type];
    const template: Template | undefined = holder[name];
    const expression = typeof template === 'string' ? expressionOf(template) : undefined;
    const text = shortened(JSON.stringify(value));
    const cause =
      expression === undefined || given === type
        ? `The field '${place}${name}' must give ${wanted}, but gave ${text}.`
        : // In the words of AWS.
          `The JSONata expression '${expression}' specified for the field '${place}${name}' returned an unexpected ` +
          `result type. Expected '${type}', but was '${given}' for value: ${text}`;
    throw new StateFailure('States.QueryEvaluationError', cause);
  }

  /** Evaluates `Assign` and `Output` against the same variables: neither sees the other's effect. */
  leave(holder: Holder<'Assign' | 'Output'>, unchanged: JsonValue, place = ''): Leaving {
    const assigned = this.value(holder, 'Assign', place) as Variables | undefined;
    const given = this.value(holder, 'Output', place);
    const output = given === undefined ? unchanged : given;
    if (assigned === undefined) return { output };
    requireRoom(this.#step, assigned);
    return { output, assigned };
  }

  readonly #evaluate: EvaluateField = (expression, field, readsTime) => {
    const { host, path } = this.#step;
    if (readsTime) holdTime(this.#step);
    this.#scope ??= scopeOf(this.#step, this.extra);
    return host.evaluate(expression, this.#scope, { path, field });
  };
}

function scopeOf(step: Step, { result, errorOutput, retryCount = 0, token, item = step.thread.item }: Extra): Scope {
  const { name, input, variables, host, enteredAtMs, thread } = step;
  const entered = { Name: name, EnteredTime: formatTimestamp(enteredAtMs), RetryCount: retryCount };
  const context: Record<string, JsonValue> = { ...host.context, State: entered };
  if (item !== undefined) context.Map = { Item: item };
  if (token !== undefined) context.Task = { Token: token };
  const states: Record<string, JsonValue> = { input, context };
  if (result !== undefined) states.result = result;
  if (errorOutput !== undefined) states.errorOutput = errorOutput;
  return { bindings: { ...thread.outer, ...variables, states }, nowMs: enteredAtMs };
}

/** A cause is read by people, and stored: the value that it quotes may be megabytes. */
const MAX_QUOTED_CHARACTERS = 200;
export const shortened = (text: string): string =>
  text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text;
