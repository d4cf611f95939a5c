import { readFileSync } from 'node:fs';

/** What a connector's folder says of it beside its code. */
export interface ConnectorPackage {
  readonly version: string;
  /** SVG text. */
  readonly icon: string;
}

/** Reads a connector's folder: `package.json` and `icon.svg`. `new URL('..', import.meta.url)` from a file in `src`. */
export function readPackage(folder: URL): ConnectorPackage {
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  return { version, icon: read('icon.svg') };
}
