/** Something that an expression reads. */
export interface PathRead {
  /**
   * The variable without `$`. Empty for the context that the expression is given (`$`, or a name without a variable),
   * and `$` for `$$`, the whole input.
   */
  readonly variable: string;
  /**
   * Names below it, as if every array on the way were its items. `*` at the end stands for members that only the data
   * or the evaluation can name (wildcards, computed keys), and all below them.
   */
  readonly names: readonly string[];
}

export const ANY_NAME = '*';

/** Where the data that a value is, or is taken from, may stand. None: it is computed. */
export type Origins = readonly PathRead[];

/** Longer paths, and more places that a value may come from, are not told apart. */
const MAX_NAMES = 100;
const MAX_ORIGINS = 100;

export function extend(origins: Origins, name: string): Origins {
  return origins.map(({ variable, names }) => ({ variable, names: longer(names, name) }));
}

function longer(names: readonly string[], name: string): readonly string[] {
  if (names.at(-1) === ANY_NAME) return names;
  return [...names, names.length < MAX_NAMES ? name : ANY_NAME];
}

export function unite(...origins: readonly Origins[]): Origins {
  const all = [...new Map(origins.flat().map((origin) => [keyOf(origin), origin])).values()];
  if (all.length <= MAX_ORIGINS) return all;
  return unite(all.map(({ variable }) => ({ variable, names: [ANY_NAME] })).slice(0, MAX_ORIGINS));
}

const keyOf = ({ variable, names }: PathRead): string => JSON.stringify([variable, ...names]);

/** What has been read, each once. */
export class PathReads {
  readonly #reads = new Map<string, PathRead>();

  add(origins: Origins): void {
    for (const origin of origins) {
      const key = keyOf(origin);
      if (!this.#reads.has(key)) this.#reads.set(key, origin);
    }
  }

  get all(): readonly PathRead[] {
    return [...this.#reads.values()];
  }
}

/** Data that has got a name, or become the context. Whoever looks it up is answerable for reading it. */
export class Source {
  readonly origins: Origins;
  /** The signature of the function that it is, if it is one for sure. */
  readonly signature: string | undefined;
  #isLookedUp = false;

  constructor(origins: Origins, signature?: string) {
    this.origins = origins;
    this.signature = signature;
  }

  lookUp(): Origins {
    this.#isLookedUp = true;
    return this.origins;
  }

  /** Nobody has looked closer, so it is read as it is. */
  get unread(): Origins {
    return this.#isLookedUp ? [] : this.origins;
  }
}

/** Where names and variables get their meaning. */
export interface PathScope {
  readonly context: Source;
  readonly names: Map<string, Source>;
  readonly outer?: PathScope;
}

export function lookUp(name: string, scope: PathScope): Source | undefined {
  for (let around: PathScope | undefined = scope; around !== undefined; around = around.outer) {
    const found = around.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A scope inside another, with a context of its own if one is given. */
export function inside(outer: PathScope, context?: Source): PathScope {
  return { context: context ?? outer.context, names: new Map(), outer };
}
