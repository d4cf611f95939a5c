import { randomUUID } from 'node:crypto';
import type { ConnectionStore, EncryptionKeyRecord } from '@millrace/runtime';
import { createVault, makeCanary, opensCanary, parseVaultKey, SecurityError, type Vault } from '@millrace/security';
import type { VaultKey } from '@millrace/security';
import { makeKeyFile, readKeyFiles } from './key-files.ts';

export interface VaultParts {
  readonly connections: Pick<ConnectionStore, 'ensureKey'>;
  /** 32 bytes in base64: MILLRACE_ENCRYPTION_KEY. */
  readonly encryptionKey: string | undefined;
  /** Where keys lie, and the first is made, when no setting gives one. Absent: nowhere. */
  readonly keysFolder: string | undefined;
}

/**
 * The vault of this installation; none without a key, as long as the database has none either. `vault.key_mismatch` when a key
 * that the database knows is missing or another one: then nothing may be encrypted, since nobody could read both.
 */
export async function openVault(parts: VaultParts): Promise<Vault | undefined> {
  const known = await parts.connections.ensureKey(undefined);
  const records = known.length > 0 ? known : await keepFirst(parts);
  if (records.length === 0) return undefined;
  const candidates = candidatesOf(parts);
  const keys = records
    .filter(({ state }) => state !== 'retired')
    .map((record) => ({ record, key: requireKey(record, candidates, parts) }));
  const active = keys.find(({ record }) => record.state === 'active')?.key;
  if (active === undefined) throw mismatch('The database names no active encryption key.');
  return createVault({ active, others: keys.map(({ key }) => key) });
}

/** Ids of the keys that the database knows and this installation does not have: a server would not start without them. */
export async function findMissingKeys(parts: VaultParts): Promise<readonly string[]> {
  const candidates = candidatesOf(parts);
  const isHeld = ({ id, canary }: EncryptionKeyRecord): boolean =>
    candidates.map((candidate) => candidate(id)).some((key) => key !== undefined && opensCanary(key, canary));
  const known = await parts.connections.ensureKey(undefined);
  return known.filter((record) => record.state !== 'retired' && !isHeld(record)).map(({ id }) => id);
}

/** A key that is given has no name of its own: it is whichever its canary says. */
type Candidate = (id: string) => VaultKey | undefined;

function candidatesOf({ encryptionKey, keysFolder }: VaultParts): readonly Candidate[] {
  if (encryptionKey !== undefined) {
    const bytes = parseVaultKey(encryptionKey);
    return [(id) => ({ id, bytes })];
  }
  return readFiles(keysFolder).map((key) => (id) => (id === key.id ? key : undefined));
}

const readFiles = (folder: string | undefined): readonly VaultKey[] =>
  folder === undefined ? [] : readKeyFiles(folder);

async function keepFirst({
  connections,
  encryptionKey,
  keysFolder,
}: VaultParts): Promise<readonly EncryptionKeyRecord[]> {
  const key = findFirst(encryptionKey, keysFolder);
  return key === undefined ? [] : connections.ensureKey({ id: key.id, canary: makeCanary(key) });
}

function findFirst(encryptionKey: string | undefined, keysFolder: string | undefined): VaultKey | undefined {
  if (encryptionKey !== undefined) return { id: randomUUID(), bytes: parseVaultKey(encryptionKey) };
  if (keysFolder === undefined) return undefined;
  // Left by a start that ended before the database had heard of it.
  const [left] = readKeyFiles(keysFolder);
  return left ?? makeKeyFile(keysFolder);
}

function requireKey(
  { id, canary }: EncryptionKeyRecord,
  candidates: readonly Candidate[],
  { encryptionKey, keysFolder }: VaultParts,
): VaultKey {
  for (const candidate of candidates) {
    const key = candidate(id);
    if (key !== undefined && opensCanary(key, canary)) return key;
  }
  if (encryptionKey !== undefined) {
    throw mismatch(
      `MILLRACE_ENCRYPTION_KEY is not the key ${id}, by which the secrets in this database are encrypted.`,
    );
  }
  const where = keysFolder === undefined ? 'MILLRACE_ENCRYPTION_KEY' : `the file ${keysFolder}/${id}.key`;
  throw mismatch(`The secrets in this database are encrypted by the key ${id}, which ${where} does not give.`);
}

function mismatch(what: string): SecurityError {
  return new SecurityError(
    'vault.key_mismatch',
    `${what} Bring that key back: nothing was changed, and nothing will be.`,
  );
}
