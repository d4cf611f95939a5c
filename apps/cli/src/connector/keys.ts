import { writeJson, type Terminal } from '../terminal.ts';
import { listKeys, makeKey, readKey } from './key-store.ts';
import { reportFailure } from './report.ts';
import { findServer, sendPublisherKey, type ServerOptions } from './server-client.ts';

/** Makes a key to publish with. */
export function newKey(terminal: Terminal, { json }: { readonly json: boolean }): number {
  const { keyId, file, publicKeyPem } = makeKey();
  if (json) writeJson(terminal, { keyId, file, publicKey: publicKeyPem });
  else {
    terminal.write(
      `Made the key ${keyId}.\n  ${file}\nKeep a copy of this file: without it the connectors that it signs have no next version.\n`,
    );
    terminal.write(`Make it known to a server with: millrace connector keys register ${keyId}\n`);
  }
  return 0;
}

/** Prints the keys of this user. */
export function printKeys(terminal: Terminal, { json }: { readonly json: boolean }): number {
  const keys = listKeys();
  if (json) writeJson(terminal, { keys });
  else if (keys.length === 0) terminal.write('There are no keys. "millrace connector keys new" makes one.\n');
  else terminal.write(keys.map(({ keyId, file }) => `${keyId}  ${file}\n`).join(''));
  return 0;
}

export interface RegisterKeyOptions extends ServerOptions {
  readonly name?: string;
  readonly json?: boolean;
}

/** Makes the public half of a key known to a server. */
export async function registerKey(terminal: Terminal, keyId: string, options: RegisterKeyOptions): Promise<number> {
  const { publicKeyPem } = readKey(keyId);
  const access = findServer(options);
  return reportFailure(terminal, async () => {
    const answer = await sendPublisherKey(access, { name: options.name ?? keyId, publicKey: publicKeyPem });
    if (options.json === true) writeJson(terminal, answer);
    else terminal.write(`${access.url} knows the key ${keyId} now.\n`);
    return 0;
  });
}
