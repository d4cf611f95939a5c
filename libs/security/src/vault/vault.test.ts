import { randomBytes, randomUUID } from 'node:crypto';
import { MAX_SECRET_BYTES, type SealAddress, type VaultKey } from './envelope.ts';
import { createVault, makeCanary, opensCanary, parseVaultKey } from './vault.ts';

const aKey = (): VaultKey => ({ id: randomUUID(), bytes: randomBytes(32) });
const address: SealAddress = {
  kind: 'connection',
  workspaceId: randomUUID(),
  recordId: randomUUID(),
  recordVersion: 3,
};
const secret = Buffer.from('{"secret":"CANARY_42"}');
const refused = (code: string) => expect.objectContaining({ code }) as Error;

test('what is sealed opens where it was sealed, and does not show through', () => {
  const key = aKey();
  const vault = createVault({ active: key });
  const envelope = vault.seal(address, secret);
  expect(vault.open(address, envelope)).toEqual(secret);
  expect(vault.open(address, new Uint8Array(envelope))).toEqual(secret);
  expect(envelope.includes('CANARY_42')).toBe(false);
  expect(envelope.length).toBe(89 + secret.length + 16);
  expect(envelope[0]).toBe(1);
  expect(envelope.toString('hex', 1, 17)).toBe(key.id.replaceAll('-', ''));
});

test('each write has its own data key and nonces', () => {
  const vault = createVault({ active: aKey() });
  const [one, two] = [vault.seal(address, secret), vault.seal(address, secret)];
  expect(one.subarray(17).equals(two.subarray(17))).toBe(false);
  expect(one.subarray(89).equals(two.subarray(89))).toBe(false);
});

test.each([
  ['another workspace', { workspaceId: randomUUID() }],
  ['another row', { recordId: randomUUID() }],
  ['another version', { recordVersion: 4 }],
  ['another kind', { kind: 'oauth' as const }],
])('a ciphertext moved to %s does not open', (_, change) => {
  const vault = createVault({ active: aKey() });
  const envelope = vault.seal(address, secret);
  expect(() => vault.open({ ...address, ...change }, envelope)).toThrow(refused('vault.cannot_decrypt'));
});

test('not a single changed byte opens, nor a part', () => {
  const vault = createVault({ active: aKey() });
  const envelope = vault.seal(address, secret);
  for (let at = 0; at < envelope.length; at += 1) {
    const changed = Buffer.from(envelope);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => vault.open(address, changed)).toThrow(refused('vault.cannot_decrypt'));
  }
  for (const length of [0, 1, 88, 104, envelope.length - 1]) {
    expect(() => vault.open(address, envelope.subarray(0, length))).toThrow(refused('vault.cannot_decrypt'));
  }
});

test('an older key still opens; a foreign one under the same id does not', () => {
  const [old, active] = [aKey(), aKey()];
  const envelope = createVault({ active: old }).seal(address, secret);
  expect(createVault({ active, others: [old] }).open(address, envelope)).toEqual(secret);
  expect(() => createVault({ active }).open(address, envelope)).toThrow(refused('vault.cannot_decrypt'));
  const foreign = { id: old.id, bytes: randomBytes(32) };
  expect(() => createVault({ active: foreign }).open(address, envelope)).toThrow(refused('vault.cannot_decrypt'));
});

test('a secret has its limit', () => {
  const vault = createVault({ active: aKey() });
  const longest = Buffer.alloc(MAX_SECRET_BYTES);
  expect(vault.open(address, vault.seal(address, longest))).toEqual(longest);
  expect(() => vault.seal(address, Buffer.alloc(MAX_SECRET_BYTES + 1))).toThrow(refused('vault.too_large'));
});

test('a canary tells its key from all others', () => {
  const key = aKey();
  const canary = makeCanary(key);
  expect(opensCanary(key, canary)).toBe(true);
  expect(opensCanary({ id: key.id, bytes: randomBytes(32) }, canary)).toBe(false);
  expect(opensCanary({ id: randomUUID(), bytes: key.bytes }, canary)).toBe(false);
});

test.each([
  ['base64', randomBytes(32).toString('base64'), true],
  ['base64 for URLs', randomBytes(32).toString('base64url'), true],
  ['too short', randomBytes(31).toString('base64'), false],
  ['too long', randomBytes(33).toString('base64'), false],
  ['no base64', '*'.repeat(44), false],
  ['nothing', '', false],
])('a key written as %s', (_, text, isOne) => {
  if (isOne) expect(parseVaultKey(text)).toHaveLength(32);
  else expect(() => parseVaultKey(text)).toThrow(refused('vault.key_invalid'));
});
