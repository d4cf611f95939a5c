// Handlebars' five block helpers, counting what they do: nested loops over data are the one way to make a template run long.
import type { HelperOptions } from 'handlebars';

/** What one rendering may use. */
export interface RenderState {
  /** Counts the rounds of a loop before it begins. */
  readonly begin: (rounds: number) => void;
  /** Looks at the clock, and at the text written by the loop so far. */
  readonly check: (written: string) => void;
}

function stateOf(options: HelperOptions): RenderState {
  return (options.data as { readonly state: RenderState }).state;
}

/** False, null, undefined, 0, '' and the empty array are false, as in Handlebars. */
function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function ifHelper(this: unknown, condition: unknown, options: HelperOptions): string {
  return isTrue(condition) ? options.fn(this) : options.inverse(this);
}

function unlessHelper(this: unknown, condition: unknown, options: HelperOptions): string {
  return isTrue(condition) ? options.inverse(this) : options.fn(this);
}

function withHelper(this: unknown, context: unknown, options: HelperOptions): string {
  if (!isTrue(context)) return options.inverse(this);
  return options.fn(context, { data: options.data as object, blockParams: [context] });
}

function eachHelper(this: unknown, context: unknown, options: HelperOptions): string {
  const state = stateOf(options);
  const keys = typeof context === 'object' && context !== null ? Object.keys(context) : [];
  if (keys.length === 0) return options.inverse(this);
  state.begin(keys.length);
  let written = '';
  for (const [index, key] of keys.entries()) {
    const value = (context as Readonly<Record<string, unknown>>)[key];
    const data = {
      ...(options.data as object),
      key: Array.isArray(context) ? index : key,
      index,
      first: index === 0,
      last: index === keys.length - 1,
    };
    written += options.fn(value, { data, blockParams: [value, key] });
    state.check(written);
  }
  return written;
}

/** Own members only. */
function lookupHelper(target: unknown, key: unknown): unknown {
  if (typeof target !== 'object' || target === null) return undefined;
  const name = String(key);
  return Object.hasOwn(target, name) ? (target as Readonly<Record<string, unknown>>)[name] : undefined;
}

export const blockHelpers = {
  if: ifHelper,
  unless: unlessHelper,
  with: withHelper,
  each: eachHelper,
  lookup: lookupHelper,
};
