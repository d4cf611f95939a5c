import vm from 'node:vm';

/** What a connector may import; none of them does more than compute. */
const MAY_IMPORT = [
  ...['assert', 'buffer', 'crypto', 'events', 'path', 'querystring', 'stream', 'string_decoder', 'url', 'util', 'zlib'],
].map((name) => `node:${name}`);
/** Of connectors whose manifest names sockets. */
const OF_SOCKETS = ['node:net', 'node:tls'];

type Members = Readonly<Record<string, unknown>>;

/**
 * A connector from the text of its module. It came as data and is imported as such: what a program imports by itself is exempt
 * from the permission to read, what a blob imports is not. Throws when it is no connector.
 */
export async function loadConnector(source: string, hasSockets: boolean): Promise<Members> {
  refuseImports(source, hasSockets ? [...MAY_IMPORT, ...OF_SOCKETS] : MAY_IMPORT);
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  try {
    const module = (await import(address)) as { readonly default?: unknown };
    const connector = module.default;
    if (typeof connector !== 'object' || connector === null || !('actions' in connector))
      throw new TypeError('The module has no default export that is a connector.');
    return connector;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** For honest authors, before they find out elsewhere: what keeps the others out are the missing permissions. */
function refuseImports(source: string, allowed: readonly string[]): void {
  const { dependencySpecifiers } = new vm.SourceTextModule(source, { identifier: 'index.js' });
  const refused = dependencySpecifiers.find((name) => !allowed.includes(name));
  if (refused !== undefined)
    throw new TypeError(`It imports ${JSON.stringify(refused)}; it may import ${allowed.join(', ')}.`);
}

/** The function at the end of a path. Names of members are only ever its own: `constructor` is none. */
export function findMember(connector: Members, path: readonly string[]): (...given: readonly unknown[]) => unknown {
  let found: unknown = connector;
  for (const [depth, name] of path.entries()) {
    const isThere = typeof found === 'object' && found !== null && (depth !== 1 || Object.hasOwn(found, name));
    found = isThere ? (found as Members)[name] : undefined;
  }
  if (typeof found !== 'function') throw new TypeError(`The connector has no function ${path.join('.')}.`);
  return found as (...given: readonly unknown[]) => unknown;
}

/** All of a connector that is data, as JSON; functions as the mark, so that the parent sees where there are some. */
export function describeData(connector: Members, mark: string): string {
  return JSON.stringify(connector, (_, value: unknown) => (typeof value === 'function' ? mark : value));
}
