import type { Static, TSchema } from 'typebox';
import type { ActionContext } from './context.ts';

/** How a repeated write is kept from happening twice. */
export type Idempotency = 'method' | { readonly header: string } | { readonly none: string };

interface ActionBase<Input extends TSchema, Output extends TSchema> {
  /** Verb and object: "Create a ticket". */
  readonly title: string;
  readonly description: string;
  /** A closed object: JSON Schema 2020-12, with `x-ui` hints for its form. */
  readonly input: Input;
  readonly output: Output;
  /** An output; checked against the schema, shown in the data picker. */
  readonly sample: Static<Output>;
  /** Default 120. */
  readonly timeoutSeconds?: number;
  /** Gets checked input; throws `FatalError`, `RetryableError` or `PauseError`. */
  readonly run: (context: ActionContext, input: Static<Input>) => Promise<Static<Output>> | Static<Output>;
}
/** `read`: may run any number of times. `write`: changes something outside. */
export type Action<Input extends TSchema = TSchema, Output extends TSchema = TSchema> = ActionBase<Input, Output> &
  ({ readonly effects: 'read' } | { readonly effects: 'write'; readonly idempotency: Idempotency });

/** An action of any input and output, as a host sees it. */
export interface AnyAction {
  readonly title: string;
  readonly description: string;
  readonly input: TSchema;
  readonly output: TSchema;
  readonly sample: unknown;
  readonly effects: 'read' | 'write';
  readonly idempotency?: Idempotency;
  readonly timeoutSeconds?: number;
  run(context: ActionContext, input: unknown): unknown;
}

export interface Connector {
  /** `^[a-z][a-z0-9-]{1,39}$`, for ever. */
  readonly name: string;
  readonly title: string;
  /** At most 140 characters. */
  readonly description: string;
  /** Semantic version, the package's own. */
  readonly version: string;
  /** SVG text, square, one colour, 8 KiB at most. */
  readonly icon: string;
  readonly categories: readonly string[];
  /** By name, `^[a-z][a-z0-9_]{1,63}$`. */
  readonly actions: Readonly<Record<string, AnyAction>>;
}

/** Types an action by its schemas. */
export function action<Input extends TSchema, Output extends TSchema>(definition: Action<Input, Output>): AnyAction {
  return definition;
}

const CONNECTOR_NAME = /^[a-z][a-z0-9-]{1,39}$/;
const ACTION_NAME = /^[a-z][a-z0-9_]{1,63}$/;

/** Checks the names, which can never change, and hands the connector on. */
export function defineConnector(definition: Connector): Connector {
  if (!CONNECTOR_NAME.test(definition.name))
    throw new Error(`"${definition.name}" is no connector name: lower-case letters, digits and hyphens, 2 to 40.`);
  for (const name of Object.keys(definition.actions)) {
    if (!ACTION_NAME.test(name))
      throw new Error(`"${name}" is no action name: lower-case letters, digits and underscores, 2 to 64.`);
  }
  return definition;
}
