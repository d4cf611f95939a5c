import { auth } from '@millrace/connector-sdk';
import { checkIdToken } from './id-token.ts';

const call = {
  auth: auth.oauth2({
    ...{ title: 'Account', grant: 'authorization_code', scopes: {} },
    ...{ tokenUrl: 'https://id.example.com/token', authorizeUrl: 'https://id.example.com/auth' },
  }),
  client: { clientId: 'millrace' },
  fields: {},
};
const token = (claims: object): string =>
  ['{}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
const good = { iss: 'https://id.example.com', aud: 'millrace', nonce: 'n' };
const check = (given: string | undefined) => () => checkIdToken(given, { call, nonce: 'n' });

test('one that answers our question, or none', () => {
  expect(check(token(good))).not.toThrow();
  expect(check(token({ ...good, aud: ['other', 'millrace'] }))).not.toThrow();
  expect(check(undefined)).not.toThrow();
});

test.each([
  ['another nonce', token({ ...good, nonce: 'm' })],
  ['no nonce', token({ ...good, nonce: undefined })],
  ['another client', token({ ...good, aud: 'other' })],
  ['another service', token({ ...good, iss: 'https://evil.example' })],
  ['no claims', token([])],
  ['no token', 'x'],
])('refuses %s', (_, given) => {
  expect(check(given)).toThrow(expect.objectContaining({ kind: 'token_exchange_failed' }) as Error);
});
