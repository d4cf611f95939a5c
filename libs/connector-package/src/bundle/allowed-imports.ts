import { builtinModules } from 'node:module';

/** Modules of Node that compute and nothing else: those that a sandbox without any permission has. */
const ALLOWED: ReadonlySet<string> = new Set([
  ...['assert', 'buffer', 'crypto', 'events', 'path', 'querystring', 'stream', 'string_decoder', 'url', 'util', 'zlib'],
]);
export const ALLOWED_IMPORTS_TEXT = `node:${[...ALLOWED].join(', node:')}`;

const BUILT_IN: ReadonlySet<string> = new Set(builtinModules);

/** `node:crypto` for `crypto`; undefined when it is no module of Node's. */
export function builtInNameOf(specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return specifier;
  return BUILT_IN.has(specifier) ? `node:${specifier}` : undefined;
}

/** May a finished bundle import this? */
export function isAllowedImport(specifier: string): boolean {
  return specifier.startsWith('node:') && ALLOWED.has(specifier.slice('node:'.length));
}
