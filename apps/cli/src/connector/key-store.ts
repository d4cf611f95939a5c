import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPublisherKey, readPublisherKey, type PublisherKey } from '@millrace/connector-package';
import { readCliSettings } from '../config.ts';
import { CliError } from '../errors.ts';

export interface StoredKey {
  readonly keyId: string;
  readonly file: string;
}

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const KEY_FILE = /^([0-9a-f]{16})\.pem$/;

const keyFolder = (): string => join(readCliSettings().configFolder, 'keys');
const fileOf = (keyId: string): string => join(keyFolder(), `${keyId}.pem`);

/** Makes a key and keeps it, for nobody but this user to read. */
export function makeKey(): StoredKey & Pick<PublisherKey, 'publicKeyPem'> {
  const { keyId, publicKeyPem, privateKeyPem } = createPublisherKey();
  const folder = keyFolder();
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  // It may have been there before, and open.
  chmodSync(folder, PRIVATE_FOLDER);
  writeFileSync(fileOf(keyId), privateKeyPem, { mode: PRIVATE_FILE, flag: 'wx' });
  return { keyId, file: fileOf(keyId), publicKeyPem };
}

/** The keys of this user, by id. */
export function listKeys(): readonly StoredKey[] {
  const folder = keyFolder();
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const keyId = KEY_FILE.exec(name)?.[1];
      return keyId === undefined ? [] : [{ keyId, file: join(folder, name) }];
    });
}

/** The key of an id. */
export function readKey(keyId: string): PublisherKey {
  const found = listKeys().find((key) => key.keyId === keyId);
  if (found === undefined)
    throw new CliError(`There is no key "${keyId}" here. "millrace connector keys list" prints those that are.`);
  const key = readPublisherKey(readFileSync(found.file, 'utf8'));
  if (key.keyId === keyId) return key;
  throw new CliError(`${found.file} holds the key ${key.keyId}, not ${keyId}. Name the file after its key.`);
}

/** The key to sign with: the one that is named, else the only one. Without any, packages go out unsigned. */
export function chooseKey(keyId: string | undefined): PublisherKey | undefined {
  if (keyId !== undefined) return readKey(keyId);
  const keys = listKeys();
  const [first] = keys;
  if (first === undefined) return undefined;
  if (keys.length > 1)
    throw new CliError(`There are ${keys.length} keys: say which with --key, for example --key ${first.keyId}.`);
  return readKey(first.keyId);
}
