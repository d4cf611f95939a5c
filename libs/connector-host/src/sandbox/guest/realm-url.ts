// Evaluated in the realm of a call: see realm-values.ts.
import type { Bridge } from './bridge.ts';

/** The pairs of a query. */
export function parseQuery(text: string): [string, string][] {
  const decode = (part: string): string => {
    const spaced = part.replaceAll('+', ' ');
    try {
      return decodeURIComponent(spaced);
    } catch {
      return spaced;
    }
  };
  return (text.startsWith('?') ? text.slice(1) : text)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at === -1 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
    });
}

/** As application/x-www-form-urlencoded. */
export function formatQuery(pairs: readonly (readonly [string, string])[]): string {
  const encode = (text: string): string =>
    encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
      .replaceAll('%20', '+')
      .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

/** What `new URLSearchParams` takes: a text, pairs, or an object. */
export function toPairs(init: unknown): [string, string][] {
  if (init === undefined || init === null) return [];
  if (typeof init !== 'object') return parseQuery(init as string);
  const pairs = Symbol.iterator in init ? [...(init as Iterable<Iterable<unknown>>)] : Object.entries(init);
  return pairs.map((pair) => {
    const [name, value] = [...(pair as Iterable<unknown>)];
    return [String(name), String(value)];
  });
}

/** The pairs of a `URLSearchParams`, and who is told of their changes: the URL that it belongs to. */
interface Query {
  pairs: [string, string][];
  changed: (text: string) => void;
}

/** Changes the pairs, and tells whoever follows them. */
export function replaceQuery(query: Query | undefined, pairs: [string, string][]): void {
  if (query === undefined) return;
  query.pairs = pairs;
  query.changed(formatQuery(pairs));
}

/** Tells of a pair whether it has the name, or has not. */
export function isNamed(name: unknown, isWanted: boolean): (pair: [string, string]) => boolean {
  return ([key]) => (key === String(name)) === isWanted;
}

/** `URLSearchParams`; the map leads from an instance to its pairs. */
export function makeSearchParams(): {
  readonly URLSearchParams: new () => object;
  readonly queries: WeakMap<object, Query>;
} {
  const queries = new WeakMap<object, Query>();
  const pairsOf = (params: object): [string, string][] => queries.get(params)?.pairs ?? [];
  const replace = (params: object, pairs: [string, string][]): void => replaceQuery(queries.get(params), pairs);
  class URLSearchParams {
    constructor(init?: unknown) {
      queries.set(this, { pairs: toPairs(init), changed: () => undefined });
    }
    get size(): number {
      return pairsOf(this).length;
    }
    get(name: unknown): string | null {
      return pairsOf(this).find(isNamed(name, true))?.[1] ?? null;
    }
    getAll(name: unknown): string[] {
      return Array.from(pairsOf(this).filter(isNamed(name, true)), ([, value]) => value);
    }
    has(name: unknown): boolean {
      return pairsOf(this).some(isNamed(name, true));
    }
    append(name: unknown, value: unknown): void {
      replace(this, [...pairsOf(this), [String(name), String(value)]]);
    }
    set(name: unknown, value: unknown): void {
      const pairs = pairsOf(this);
      const at = pairs.findIndex(isNamed(name, true));
      const before = pairs.slice(0, at === -1 ? pairs.length : at);
      const after = pairs.slice(before.length).filter(isNamed(name, false));
      replace(this, [...before, [String(name), String(value)], ...after]);
    }
    delete(name: unknown): void {
      replace(this, pairsOf(this).filter(isNamed(name, false)));
    }
    sort(): void {
      replace(
        this,
        [...pairsOf(this)].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)),
      );
    }
    forEach(callback: (value: string, name: string, all: URLSearchParams) => void): void {
      for (const [name, value] of pairsOf(this)) callback(value, name, this);
    }
    keys = (): IterableIterator<string> => Array.from(pairsOf(this), ([name]) => name).values();
    values = (): IterableIterator<string> => Array.from(pairsOf(this), ([, value]) => value).values();
    entries = (): IterableIterator<[string, string]> => [...pairsOf(this)].values();
    [Symbol.iterator](): IterableIterator<[string, string]> {
      return this.entries();
    }
    toString(): string {
      return formatQuery(pairsOf(this));
    }
  }
  return { URLSearchParams, queries };
}

/** `URL` and `URLSearchParams`. The child around the realm parses; here is the object that code expects. */
export function installUrl(bridge: Bridge): void {
  type Parts = Record<string, string>;
  const { URLSearchParams, queries } = makeSearchParams();
  const all = new WeakMap<object, Parts>();
  const read = (text: string | undefined): Parts | undefined =>
    text === undefined ? undefined : (JSON.parse(text) as Parts);
  const parse = (text: unknown, base: unknown): Parts | undefined =>
    // oxlint-disable-next-line typescript/no-base-to-string -- as the standard's URL does
    read(bridge.parseUrl(String(text), base === undefined ? undefined : String(base)));
  const partOf = (url: object, name: string): string => all.get(url)?.[name] ?? '';
  const change = (url: object, name: string, value: string): void => {
    const parts = read(bridge.changeUrl(partOf(url, 'href'), name, value));
    if (parts !== undefined) all.set(url, parts);
  };
  const follow = (url: URL): void => {
    const pairs = parseQuery(partOf(url, 'search'));
    queries.set(url.searchParams, { pairs, changed: (text) => change(url, 'search', text) });
  };
  class URL {
    readonly searchParams = new URLSearchParams();
    constructor(text: unknown, base?: unknown) {
      const parts = parse(text, base);
      if (parts === undefined) throw new TypeError(`Invalid URL: '${String(text)}'`);
      all.set(this, parts);
      follow(this);
    }
    static canParse(text: unknown, base?: unknown): boolean {
      return parse(text, base) !== undefined;
    }
    toString(): string {
      return partOf(this, 'href');
    }
    toJSON(): string {
      return partOf(this, 'href');
    }
  }
  const names = ['href', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];
  for (const name of [...names, 'origin']) {
    Object.defineProperty(URL.prototype, name, {
      get(this: URL) {
        return partOf(this, name);
      },
      set(this: URL, value: unknown) {
        if (name === 'origin') return;
        change(this, name, String(value));
        if (name === 'search' || name === 'href') follow(this);
      },
      enumerable: true,
      configurable: true,
    });
  }
  Object.assign(globalThis, { URL, URLSearchParams });
}
