import { requireRoom, requireSmall } from './data-limit.ts';
import { StateFailure } from './failure.ts';
import type { Scope, Variables } from './host.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Template } from './machine.ts';
import type { Step } from './step.ts';
import { expressionOf, prepareTemplate, type EvaluateField, type PreparedTemplate } from './template.ts';
import { formatTimestamp } from './timestamp.ts';

/** What has fields to evaluate: a state, a rule, a catcher. */
type Holder<Name extends string> = Readonly<Partial<Record<Name, Template>>>;

/** Documents do not change, so each field is prepared once. `undefined`: a constant. */
const PREPARED = new WeakMap<object, Record<string, PreparedTemplate | undefined>>();

function prepared<Name extends string>(holder: Holder<Name>, name: Name, template: Template) {
  const known = PREPARED.get(holder) ?? {};
  if (name in known) return known[name];
  PREPARED.set(holder, known);
  return (known[name] = prepareTemplate(template));
}

/** The members of `$states` that only some fields may read. */
export interface Extra {
  readonly result?: JsonValue;
  readonly errorOutput?: JsonObject;
  readonly retryCount?: number;
  readonly token?: string | undefined;
  /** Takes the place of the item of the thread. */
  readonly item?: JsonObject;
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
    const evaluate = prepared(holder, name, template);
    if (evaluate === undefined) return template;
    const field = place + name;
    const value = evaluate(field, this.#evaluate);
    requireSmall(value, field);
    return value;
  }

  /** A number given as a number or an expression. */
  number<Name extends string>(holder: Holder<Name>, name: Name, { minimum, maximum, what, place = '' }: Wanted) {
    const value = this.value(holder, name, place);
    if (value === undefined) return undefined;
    const isWhole = what.startsWith('a whole');
    const fits = typeof value === 'number' && value >= minimum && value <= maximum;
    if (fits && (!isWhole || Number.isInteger(value))) return value;
    const wanted = `${what} from ${minimum}${maximum === Infinity ? '' : ` to ${maximum}`}`;
    throw wrongValue(holder[name], place + name, { value, type: 'number', wanted });
  }

  /** A number of seconds, at least `minimum`. */
  seconds<Name extends string>(holder: Holder<Name>, name: Name, minimum: number): number | undefined {
    return this.number(holder, name, { minimum, maximum: MAX_SECONDS, what: 'a whole number of seconds' });
  }

  text<Name extends string>(holder: Holder<Name>, name: Name): string | undefined {
    const value = this.value(holder, name);
    if (value === undefined || typeof value === 'string') return value;
    throw wrongValue(holder[name], name, { value, type: 'string', wanted: 'a text' });
  }

  truth<Name extends string>(holder: Holder<Name>, name: Name, place: string): boolean {
    const value = this.value(holder, name, place) ?? null;
    if (typeof value === 'boolean') return value;
    throw wrongValue(holder[name], place + name, { value, type: 'boolean', wanted: 'true or false' });
  }

  list<Name extends string>(holder: Holder<Name>, name: Name): readonly JsonValue[] | undefined {
    const value = this.value(holder, name);
    if (value === undefined || Array.isArray(value)) return value as readonly JsonValue[] | undefined;
    throw wrongValue(holder[name], name, { value, type: 'array', wanted: 'an array' });
  }

  /** Evaluates `Assign` and `Output` against the same variables: neither sees the other's effect. */
  leave(holder: Holder<'Assign' | 'Output'>, unchanged: JsonValue, place = ''): Leaving {
    const assigned = this.value(holder, 'Assign', place) as Variables | undefined;
    const given = this.value(holder, 'Output', place);
    const output = given === undefined ? unchanged : given;
    if (assigned === undefined) return { output };
    requireOwn(assigned, this.#step.thread.outer);
    requireRoom({ ...this.#step.thread.outer, ...this.#step.variables }, assigned);
    return { output, assigned };
  }

  readonly #evaluate: EvaluateField = (expression, field) => {
    const { host, path } = this.#step;
    this.#scope ??= scopeOf(this.#step, this.extra);
    return host.evaluate(expression, this.#scope, { path, field });
  };
}

interface Wanted {
  readonly minimum: number;
  readonly maximum: number;
  readonly what: string;
  readonly place?: string;
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

/** As in AWS, a name belongs to the scope that assigns it: what is around a thread stays as it is for the others. */
function requireOwn(assigned: Variables, outer: Variables): void {
  const taken = Object.keys(assigned).find((name) => Object.hasOwn(outer, name));
  if (taken === undefined) return;
  const cause = `The variable "${taken}" belongs to the machine around this one, which alone may assign it.`;
  throw new StateFailure('States.Runtime', cause);
}

/** The failure of a field whose value cannot be used: of the wrong type, in the words of AWS. */
function wrongValue(
  template: Template | undefined,
  field: string,
  { value, type, wanted }: { readonly value: JsonValue; readonly type: string; readonly wanted: string },
): StateFailure {
  const expression = typeof template === 'string' ? expressionOf(template) : undefined;
  const given = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const text = shortened(JSON.stringify(value));
  const cause =
    expression === undefined || given === type
      ? `The field '${field}' must give ${wanted}, but gave ${text}.`
      : `The JSONata expression '${expression}' specified for the field '${field}' returned an unexpected result type. ` +
        `Expected '${type}', but was '${given}' for value: ${text}`;
  return new StateFailure('States.QueryEvaluationError', cause);
}

/** A cause is read by people, and stored: the value that it quotes may be megabytes. */
const MAX_QUOTED_CHARACTERS = 200;
export const shortened = (text: string): string =>
  text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text;
