import { findPasswordFault } from './password-rules.ts';
import { Passwords } from './passwords.ts';
import { hashToken, isSameSecret, makeApiKey, makeToken, readKeyPrefix } from './tokens.ts';

test('a password matches its hash, and nothing matches no hash', async () => {
  const passwords = new Passwords();
  const hash = await passwords.hash('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.matches(hash, 'correct horse battery')).toBe(true);
  expect(await passwords.matches(hash, 'wrong horse battery')).toBe(false);
  expect(await passwords.matches(undefined, 'an account that does not exist')).toBe(false);
  expect(await passwords.matches('no hash at all', 'anything')).toBe(false);
  expect(passwords.isOutdated(hash)).toBe(false);
  expect(passwords.isOutdated(hash.replace('t=2', 't=1'))).toBe(true);
});

test('few hashes at a time; too many waiting are refused', async () => {
  const passwords = new Passwords();
  const tries = Array.from({ length: 80 }, () => passwords.matches(undefined, 'some password'));
  const results = await Promise.allSettled(tries);
  const refused = results.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]).toMatchObject({ reason: { code: 'auth.too_many_attempts' } });
});

test.each([
  ['correct horse battery', undefined],
  ['short', 'at least 12 characters'],
  ['passwordpassword', 'among the first'],
  ['aaaaaaaaaaaaaaaa', 'among the first'],
  ['my-lovelace-password', 'e-mail name'],
  ['x'.repeat(1025), 'at most 1024 bytes'],
])('password %j', (password, fault) => {
  const found = findPasswordFault(password, 'lovelace@example.com');
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(fault);
});

test('tokens are long, keys have a public part, secrets compare whole', () => {
  expect(makeToken()).toMatch(/^[\w-]{43}$/);
  const { key, prefix } = makeApiKey();
  expect(readKeyPrefix(key)).toBe(prefix);
  expect(readKeyPrefix('mlr_short')).toBeUndefined();
  expect(hashToken(key)).toMatch(/^[0-9a-f]{64}$/);
  expect(isSameSecret('a', 'a')).toBe(true);
  expect(isSameSecret('a', 'b')).toBe(false);
});
