// Handlebars' five helpers, counting what they do: nested loops over data are the one way to make a template run long.
import type { HelperOptions } from 'handlebars';

/** What one rendering may use. */
export interface RenderState {
  /** Counts the rounds of a loop before it begins. */
  readonly begin: (rounds: number) => void;
  /** Looks at the clock, and at the text written by the loop so far. */
  readonly check: (written: string) => void;
}

/** Where helpers find it: no name in a template can reach a symbol. */
export const STATE = Symbol('render state');

type Data = Readonly<Record<string | symbol, unknown>>;
type Helper = (this: unknown, ...values: readonly unknown[]) => unknown;

function stateOf({ data }: HelperOptions): RenderState {
  return (data as Data)[STATE] as RenderState;
}

/** False, null, undefined, 0, '' and the empty array are false, as in Handlebars. */
function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** A block that is given one value. */
function block(name: string, run: (self: unknown, value: unknown, options: HelperOptions) => string): Helper {
  return function (...values) {
    if (values.length !== 2) throw new Error(`{{#${name}}} takes one value.`);
    return run(this, values[0], values[1] as HelperOptions);
  };
}

function renderEach(self: unknown, context: unknown, options: HelperOptions): string {
  const keys = typeof context === 'object' && context !== null ? Object.keys(context) : [];
  if (keys.length === 0) return options.inverse(self);
  const state = stateOf(options);
  state.begin(keys.length);
  // One frame for all rounds, as in Handlebars: nothing outlives its round.
  const data: Record<string | symbol, unknown> = { ...(options.data as Data) };
  let written = '';
  for (const [index, key] of keys.entries()) {
    const value = (context as Readonly<Record<string, unknown>>)[key];
    data.key = Array.isArray(context) ? index : key;
    data.index = index;
    data.first = index === 0;
    data.last = index === keys.length - 1;
    written += options.fn(value, { data, blockParams: [value, key] });
    state.check(written);
  }
  return written;
}

/** Own members only. */
function lookup(target: unknown, key: unknown): unknown {
  if (typeof target !== 'object' || target === null) return undefined;
  const name = String(key);
  return Object.hasOwn(target, name) ? (target as Readonly<Record<string, unknown>>)[name] : undefined;
}

export const BLOCK_HELPERS: Readonly<Record<string, Helper>> = {
  if: block('if', (self, value, options) => (isTrue(value) ? options.fn(self) : options.inverse(self))),
  unless: block('unless', (self, value, options) => (isTrue(value) ? options.inverse(self) : options.fn(self))),
  with: block('with', (self, value, options) =>
    isTrue(value) ? options.fn(value, { data: options.data as object, blockParams: [value] }) : options.inverse(self),
  ),
  each: block('each', renderEach),
  lookup: (target, key) => lookup(target, key),
};
