import type { Static, TSchema } from 'typebox';
import type { Awaitable } from './awaitable.ts';
import type { ActionContext, PausingContext } from './context.ts';
import type { HttpTemplate, Pagination, ResponseRules } from './http-template.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Pause, Resumed } from './pause.ts';
import { t } from './schema.ts';

/** `read`: may run any number of times, also in previews and by agents. `write`: changes something outside. */
export type Effects = 'read' | 'write';

/** Looks whether a write has happened already: its output, or null. */
interface Verifying<Input, Output> {
  verify(this: void, context: ActionContext, input: Input): Awaitable<Output | null>;
}

/**
 * How a repeated write is kept from happening twice. `header`: the service knows the key. `naturalKey`: the key is stored with
 * what is made. `verify`: asked before a second attempt. `method`: repeating is harmless (PUT, DELETE). `none`: why not; a call
 * whose worker died is made again, or with `onCrash: 'unknown'` left to a person.
 */
export type Idempotency<Input = unknown, Output = unknown> =
  | 'method'
  | { readonly header: string }
  | ({ readonly naturalKey: string } & Partial<Verifying<Input, Output>>)
  | Verifying<Input, Output>
  | { readonly none: string; readonly onCrash?: 'unknown' };

/** Undoes what an action did: arguments over `$states.result`, offered for the step's `Compensate`. */
export interface Compensation {
  readonly action: string;
  readonly arguments: JsonObject;
}

interface Described {
  /** Verb and object: "Create a ticket". */
  readonly title: string;
  readonly description?: string;
  /** Another action to use instead: this one goes away with the next major version. */
  readonly deprecated?: string;
  /** Calls that it takes from the rate budget; default 1. */
  readonly cost?: number;
  /** Default 120. */
  readonly timeoutSeconds?: number;
  readonly compensate?: Compensation;
  /** One of the connector's `schemas`: what the output looks like for these arguments. */
  readonly outputSchema?: string;
}

/** An action as a host and a manifest see it, of any input and output. */
interface ActionFacts extends Described {
  /** A closed object: JSON Schema 2020-12, with `x-ui` hints for its form. */
  readonly input: TSchema;
  readonly output: TSchema;
  readonly sample: unknown;
  readonly effects: Effects;
  readonly idempotency?: Idempotency;
}
export interface CodeAction extends ActionFacts {
  readonly kind: 'code';
  run(this: void, context: PausingContext, input: unknown): unknown;
  /** Goes on after a pause that `run`, or itself, has returned. */
  resume?(this: void, context: PausingContext, input: unknown, resumed: Resumed): unknown;
}
export interface HttpAction extends ActionFacts, ResponseRules {
  readonly kind: 'http';
  readonly request: HttpTemplate;
  readonly paginate?: Pagination;
}
export type Action = CodeAction | HttpAction;

/** Writes state their idempotency; reads need none. */
type WithEffects<Input, Output> =
  { readonly effects: 'read' } | { readonly effects: 'write'; readonly idempotency: Idempotency<Input, Output> };

type CodeCommon<Input extends TSchema, Output extends TSchema> = Described &
  WithEffects<Static<Input>, Static<Output>> & {
    readonly input: Input;
    readonly output: Output;
    /** An output: checked against the schema, shown in the data picker. */
    readonly sample: Static<Output>;
  };
export type ActionDefinition<Input extends TSchema, Output extends TSchema> = CodeCommon<Input, Output> & {
  /** Gets checked input; throws `FatalError`, `RetryableError` or `PauseError`. */
  readonly run: (context: ActionContext, input: Static<Input>) => Awaitable<Static<Output>>;
  readonly resume?: never;
};
/** With a `resume` both functions may pause, by returning what `wait` gives. `run` is written first: the state has its type of it. */
export type PausingActionDefinition<
  Input extends TSchema,
  Output extends TSchema,
  State extends JsonValue,
> = CodeCommon<Input, Output> & {
  readonly run: (context: PausingContext, input: Static<Input>) => Awaitable<Static<Output> | Pause<State>>;
  /**
   * Goes on after a pause, in a call of its own: with the same arguments and key, in another process perhaps, days later. What it
   * throws fails the attempt: another one begins with `run`.
   */
  readonly resume: (
    context: PausingContext,
    input: Static<Input>,
    resumed: Resumed<State>,
  ) => Awaitable<Static<Output> | Pause<State>>;
};

/** An action in code. Types its functions by its schemas. */
export function action<Input extends TSchema, Output extends TSchema, State extends JsonValue>(
  definition: PausingActionDefinition<Input, Output, State>,
): CodeAction;
export function action<Input extends TSchema, Output extends TSchema>(
  definition: ActionDefinition<Input, Output>,
): CodeAction;
export function action(definition: object): CodeAction {
  // Its own functions are only ever given what its schemas have accepted.
  return { kind: 'code', ...(definition as Omit<CodeAction, 'kind'>) };
}

interface HttpCommon<Input extends TSchema> extends Described, ResponseRules {
  readonly input: Input;
  readonly request: HttpTemplate;
}
type OneAnswer<Input extends TSchema, Output extends TSchema> = HttpCommon<Input> & {
  readonly output: Output;
  readonly sample: Static<Output>;
};
/** A list: `limit` and `cursor` are added to the input, and the output is `{ items, next }`. */
type ManyRecords<Input extends TSchema, Record extends TSchema> = HttpCommon<Input> & {
  readonly record: Record;
  /** One record. */
  readonly sample: Static<Record>;
  readonly paginate: Pagination;
};
export type HttpActionDefinition<Input extends TSchema, Output extends TSchema> = (
  OneAnswer<Input, Output> | ManyRecords<Input, Output>
) &
  WithEffects<Static<Input>, never>;

export const DEFAULT_PAGE_LIMIT = 100;
export const MAX_PAGE_LIMIT = 10_000;

/** An action that is one request, or the pages of a list: data only, so that it runs in process whoever wrote it. */
export function httpAction<Input extends TSchema, Output extends TSchema>(
  definition: HttpActionDefinition<Input, Output>,
): HttpAction {
  if (!('record' in definition)) return { kind: 'http', ...definition };
  const { record, sample, input, ...rest } = definition;
  return {
    kind: 'http',
    ...rest,
    input: withPaging(input),
    output: t.Object({ items: t.Array(record), next: t.Union([t.String(), t.Null()]) }),
    sample: { items: [sample], next: null },
  };
}

function withPaging(input: TSchema): TSchema {
  const { properties } = input as unknown as { readonly properties?: JsonObject };
  const paging = {
    limit: t.Optional(
      t.Integer({
        title: 'At most',
        description: `How many to read: ${DEFAULT_PAGE_LIMIT} unless set.`,
        minimum: 1,
        maximum: MAX_PAGE_LIMIT,
        'x-ui': { advanced: true },
      }),
    ),
    cursor: t.Optional(
      t.String({ title: 'Continue from', description: 'The `next` of an earlier call.', 'x-ui': { advanced: true } }),
    ),
  };
  return { ...input, properties: { ...properties, ...paging } };
}
