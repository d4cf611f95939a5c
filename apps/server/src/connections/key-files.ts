import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseVaultKey, VAULT_KEY_BYTES, type VaultKey } from '@millrace/security';

const FILE_NAME = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.key$/;
const ADVICE =
  '# The encryption key of this installation. Back it up apart from the database: without it, no secret can be read.';

/** The keys in a folder, by their file names; none when there is no folder. `vault.key_invalid` for a file that is none. */
export function readKeyFiles(folder: string): readonly VaultKey[] {
  return namesIn(folder).flatMap((name) => {
    const id = FILE_NAME.exec(name)?.[1];
    return id === undefined ? [] : [{ id, bytes: readKey(join(folder, name)) }];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}

function readKey(file: string): Buffer {
  const lines = readFileSync(file, 'utf8').split('\n');
  return parseVaultKey(lines.find((line) => line.trim() !== '' && !line.startsWith('#'))?.trim() ?? '');
}

/** Makes a key in a file that only this user reads. */
export function makeKeyFile(folder: string): VaultKey {
  const key = { id: randomUUID(), bytes: randomBytes(VAULT_KEY_BYTES) };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const text = `${ADVICE}\n${key.bytes.toString('base64')}\n`;
  writeFileSync(join(folder, `${key.id}.key`), text, { mode: 0o600, flag: 'wx' });
  return key;
}
