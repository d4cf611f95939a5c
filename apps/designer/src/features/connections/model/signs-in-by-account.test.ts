import { expect, test } from '@jest/globals';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { signsInByAccount } from './signs-in-by-account.ts';

const connector = {
  auth: [
    { name: 'account', kind: 'oauth2', oauth2: { grant: 'authorization_code' } },
    { name: 'robot', kind: 'oauth2', oauth2: { grant: 'client_credentials' } },
    { name: 'token', kind: 'bearer' },
  ],
} as unknown as ConnectorDescription;

test.each([
  ['account', true],
  ['robot', false],
  ['token', false],
  ['gone', false],
])('signing in by %s is by an account: %s', (authKind, expected) => {
  expect(signsInByAccount({ authKind }, connector)).toBe(expected);
  expect(signsInByAccount({ authKind }, undefined)).toBe(false);
});
