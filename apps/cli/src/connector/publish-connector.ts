import {
  packConnector,
  signPackage,
  testConnectorFolder,
  type PackedConnector,
  type PublisherKey,
} from '@millrace/connector-package';
import { writeJson, type Terminal } from '../terminal.ts';
import { chooseKey } from './key-store.ts';
import { reportFailure } from './report.ts';
import { findServer, sendPackage, type PublishedVersion, type ServerOptions } from './server-client.ts';
import { hasPassed, printTest } from './test-connector.ts';

export interface PublishOptions extends ServerOptions {
  readonly key?: string;
  readonly promote?: boolean;
  readonly json?: boolean;
}

/** Tests a connector, packs it, signs it and sends it to a server. */
export async function publishConnector(terminal: Terminal, folder: string, options: PublishOptions): Promise<number> {
  const access = findServer(options);
  const key = chooseKey(options.key);
  const say = (text: string): void => {
    if (options.json !== true) terminal.write(text);
  };
  return reportFailure(terminal, async () => {
    const tested = await testConnectorFolder({ folder, onOutput: say });
    if (!hasPassed(tested)) {
      printTest(terminal, tested);
      terminal.complain('Nothing was published.\n');
      return 1;
    }
    const packed = await packConnector({ folder });
    const published = await sendPackage(access, {
      tarball: packed.tarball,
      query: `promote=${options.promote === true}`,
      ...(key === undefined ? {} : { signature: signatureOf(packed, key) }),
    });
    if (options.json === true) writeJson(terminal, published);
    else terminal.write(printPublished(published, key?.keyId));
    return 0;
  });
}

/** The header that says whose package it is. */
export const signatureOf = (packed: PackedConnector, { keyId, privateKeyPem }: PublisherKey): string =>
  `keyId=${keyId},sig=${signPackage(packed, privateKeyPem)}`;

function printPublished(
  { name, version, state, isLatest, bump, changes }: PublishedVersion,
  keyId: string | undefined,
): string {
  const signed = keyId === undefined ? 'unsigned' : `signed with ${keyId}`;
  const next = isLatest
    ? 'It is the version that new steps get.'
    : 'New steps get the version before it, until this one is promoted.';
  const kind = bump === null ? '' : `, a ${bump} change`;
  return `Published ${name} ${version} (${state}${kind}, ${signed}). ${next}\n${printChanges(changes)}`;
}

/** A line for each thing that is not as it was. */
const printChanges = (changes: PublishedVersion['changes']): string =>
  changes.map(({ path, rule }) => `  ${path}: ${rule}\n`).join('');
