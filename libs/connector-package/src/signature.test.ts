import { generateKeyPairSync } from 'node:crypto';
import {
  createPublisherKey,
  integrityOf,
  keyIdOf,
  readPublisherKey,
  signPackage,
  verifyIntegrity,
  verifyPackage,
} from './signature.ts';

const tarball = Buffer.from('a package');
const facts = { name: 'desk', version: '1.0.0', sha512: integrityOf(tarball) };
const { keyId, publicKeyPem: publicKey, privateKeyPem } = createPublisherKey();
const signature = signPackage(facts, privateKeyPem);
const refusal = { code: 'package.signature_invalid' };

test('a key has an id, which follows from it', () => {
  expect(keyId).toMatch(/^[0-9a-f]{16}$/);
  expect(keyIdOf(publicKey)).toBe(keyId);
  expect(readPublisherKey(privateKeyPem)).toEqual({ keyId, publicKeyPem: publicKey, privateKeyPem });
});

// RFC 8032 §7.1, test 1: the public key there.
test('the id is the beginning of the sha256 of the raw key', () => {
  const raw = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
  const pem = `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
  expect(keyIdOf(pem)).toBe('21fe31dfa154a261');
});

test('a signature fits the package that it was made for', () => {
  expect(() => verifyPackage(facts, { publicKey, signature })).not.toThrow();
});

test.each([
  ['another name', { name: 'disk' }],
  ['another version', { version: '1.0.1' }],
  ['another byte', { sha512: integrityOf(Buffer.from('b package')) }],
  ['two lines for one', { name: 'desk\n1.0.0' }],
])('and no other: %s', (_, changes) => {
  expect(() => verifyPackage({ ...facts, ...changes }, { publicKey, signature })).toThrow(
    expect.objectContaining(refusal) as Error,
  );
});

test.each([
  ['another key', { publicKey: createPublisherKey().publicKeyPem, signature }],
  ['no signature', { publicKey, signature: '' }],
  ['half of one', { publicKey, signature: signature.slice(0, 40) }],
  ['a key that is none', { publicKey: 'x', signature }],
  [
    'a key of another kind',
    {
      publicKey: generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      signature,
    },
  ],
])('nor is it taken with %s', (_, given) => {
  expect(() => verifyPackage(facts, given)).toThrow(expect.objectContaining(refusal) as Error);
});

test('bytes are compared with what was registered', () => {
  expect(() => verifyIntegrity(tarball, facts.sha512.toUpperCase())).not.toThrow();
  for (const wrong of [integrityOf(Buffer.from('b package')), '', facts.sha512.slice(1)]) {
    expect(() => verifyIntegrity(tarball, wrong)).toThrow(
      expect.objectContaining({ code: 'package.integrity_mismatch' }) as Error,
    );
  }
});
