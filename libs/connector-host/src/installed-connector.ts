import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Connector } from '@millrace/connector-sdk';
import { describeConnector, type Manifest } from '@millrace/connector-sdk/platform';

/** Where a connector comes from: this installation's own packages, a stranger's package, a document, a piece from npm. */
export type ConnectorOrigin = 'built-in' | 'package' | 'openapi' | 'piece';

/** A connector that can be called, with what its package says of it. */
export interface InstalledConnector {
  readonly origin: ConnectorOrigin;
  readonly connector: Connector;
  /** The same for people who try it: what ends its processes ends none that runs have. Absent: they may have the one above. */
  readonly trial?: Connector;
  readonly manifest: Manifest;
  /** SVG text. */
  readonly icon: string;
  /** Markdown. */
  readonly readme: string;
  /** Why nothing of it may be called. */
  readonly refusal?: ConnectorRefusal;
}
export interface ConnectorRefusal {
  readonly code: string;
  /** A sentence. */
  readonly message: string;
}

/** Which connector is meant. Without a version: the one that new workflows get. */
export interface ConnectorAddress {
  readonly workspaceId: string;
  readonly connector: string;
  /** Exact. */
  readonly version?: string;
}
/** Where the connectors are that are not this installation's own. Answers at once for what it has at hand. */
export interface ConnectorDirectory {
  find(address: ConnectorAddress): InstalledConnector | undefined | Promise<InstalledConnector | undefined>;
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
    origin: 'built-in',
    connector,
    manifest: describeConnector(connector, version),
    icon: read('icon.svg'),
    readme: read('README.md'),
  };
}
