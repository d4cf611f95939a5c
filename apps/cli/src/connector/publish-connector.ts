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
  /** Permissions that are new, and may be: with commas between them. */
  readonly approve?: string;
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
      query: queryOf(options),
      ...(key === undefined ? {} : { signature: signatureOf(packed, key) }),
    });
    if (options.json === true) writeJson(terminal, published);
    else terminal.write(printPublished(published, key === undefined ? 'unsigned' : `signed with ${key.keyId}`));
    return 0;
  });
}

function queryOf({ promote = false, approve }: PublishOptions): string {
  return String(new URLSearchParams({ promote: String(promote), ...(approve === undefined ? {} : { approve }) }));
}

/** The header that says whose package it is, and which: it can be checked before anybody looks into the bytes. */
export function signatureOf(packed: PackedConnector, { keyId, privateKeyPem }: PublisherKey): string {
  const { name, version } = packed;
  return `keyId=${keyId},name=${name},version=${version},sig=${signPackage(packed, privateKeyPem)}`;
}

/** `how`: what a person should know of where it comes from. */
export function printPublished(published: PublishedVersion, how: string): string {
  const { name, version, state, bump, changes } = published;
  const kind = bump === undefined ? '' : `, a ${bump} change`;
  return `Published ${name} ${version} (${state}${kind}, ${how}). ${printStanding(published)}\n${printChanges(changes)}`;
}

function printStanding({ name, version, isLatest, isApproved, approvalNeeded = [] }: PublishedVersion): string {
  if (isLatest) return 'It is the version that new steps get.';
  const pins = isApproved === false ? ', and no workflow that pins it is published,' : '';
  const usual = `New steps do not get it${pins} until it is promoted: millrace connector promote ${name} ${version}.`;
  if (approvalNeeded.length === 0) return usual;
  return `${usual} It may do what no approved version may, which --approve says yes to: ${approvalNeeded.join(', ')}`;
}

/** A line for each thing that is not as it was. */
const printChanges = (changes: PublishedVersion['changes']): string =>
  changes.map(({ path, rule }) => `  ${path}: ${rule}\n`).join('');
