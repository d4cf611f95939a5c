/** A route of a fake: `GET /tickets/{id}`. */
export interface Route<Handler> {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: Handler;
}

/** Reads routes as they are written. Throws for one that is none. */
export function readRoutes<Handler>(routes: Readonly<Record<string, Handler>>): readonly Route<Handler>[] {
  return Object.entries(routes).map(([text, handle]) => {
    const [, method, path] = /^([A-Z]+) (\/\S*)$/.exec(text) ?? [];
    if (method === undefined || path === undefined)
      throw new TypeError(`"${text}" is no route: write it as "GET /tickets/{id}".`);
    return { method, pattern: patternOf(path), handle };
  });
}

/** Where a path matches: its `{name}`s are single segments. */
export function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replace(/\{([A-Za-z_]\w*)\}/g, (_, name: string) => `(?<${name}>[^/]+)`);
  return new RegExp(`^${source}/?$`);
}

export interface FoundRoute<Handler> {
  readonly handle: Handler;
  readonly params: Readonly<Record<string, string>>;
}

/** The first route that matches. `otherMethod`: one does, for another method. */
export function matchRoute<Handler>(
  routes: readonly Route<Handler>[],
  { method, path }: { readonly method: string; readonly path: string },
): FoundRoute<Handler> | 'otherMethod' | undefined {
  const matching = routes.filter(({ pattern }) => pattern.test(path));
  const found = matching.find((route) => route.method === method);
  if (found === undefined) return matching.length === 0 ? undefined : 'otherMethod';
  const groups = Object.entries(found.pattern.exec(path)?.groups ?? {});
  const params = groups.map(([name, value]) => [name, decodeURIComponent(value)] as const);
  return { handle: found.handle, params: Object.fromEntries(params) };
}
