import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Connector } from '@millrace/connector-sdk';
import { describeConnector, type Manifest } from '@millrace/connector-sdk/platform';

/** A connector that can be called, with what its package says of it. */
export interface InstalledConnector {
  readonly connector: Connector;
  readonly manifest: Manifest;
  /** SVG text. */
  readonly icon: string;
  /** Markdown. */
  readonly readme: string;
}

/**
 * A connector of this installation's own packages. `resolve`: finds a package's file, as `require.resolve` does; version, icon
 * and text are what the package holds.
 */
export function installBuiltIn(connector: Connector, resolve: (specifier: string) => string): InstalledConnector {
  const file = resolve(`@millrace/connector-${connector.name}/package.json`);
  const read = (name: string): string => readFileSync(join(dirname(file), name), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  return {
    connector,
    manifest: describeConnector(connector, version),
    icon: read('icon.svg'),
    readme: read('README.md'),
  };
}
