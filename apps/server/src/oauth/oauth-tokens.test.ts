import { auth } from '@millrace/connector-sdk';
import { ServerError } from '../errors.ts';
import { OAuthTokens } from './oauth-tokens.ts';
import { ProviderFailure, type ProviderFailureKind } from './provider-failure.ts';

const request = (grant: 'authorization_code' | 'client_credentials' = 'authorization_code') => ({
  ...{ workspaceId: 'w', connector: 'desk', authKind: 'account' },
  auth: auth.oauth2({ title: 'Account', grant, tokenUrl: 'https://id.desk.example/token', scopes: {} }),
});
const HELD = { fields: {}, secrets: {} };
const given = { secrets: { access_token: 'a' } };

function tokens(failure?: Error, hasClient = true) {
  const asked: string[] = [];
  const answer = (what: string) => {
    asked.push(what);
    return failure === undefined ? Promise.resolve(given) : Promise.reject(failure);
  };
  const oauth = new OAuthTokens({
    provider: { refresh: (_, token) => answer(`refresh ${token}`), clientToken: () => answer('client') },
    clients: { find: () => Promise.resolve(hasClient ? { clientId: 'ours' } : undefined) },
  });
  return { oauth, asked };
}

test('an account is renewed by what the service gave last, a machine asks anew', async () => {
  const { oauth, asked } = tokens();
  expect(await oauth.tokensOf(request())(HELD, { access_token: 'a', refresh_token: 'r1' })).toEqual(given);
  expect(await oauth.tokensOf(request('client_credentials'))(HELD, undefined)).toEqual(given);
  expect(asked).toEqual(['refresh r1', 'client']);
});

test.each([
  ['nobody has signed in', undefined, 'connection.not_connected'],
  ['there is nothing to renew it by', { access_token: 'a' }, 'oauth.sign_in_needed'],
])('when %s, a person must, and the service is not asked', async (_, current, code) => {
  const { oauth, asked } = tokens();
  const obtaining = oauth.tokensOf(request())(HELD, current);
  await expect(obtaining).rejects.toMatchObject({ connectorFailure: 'pause', detail: { code } });
  expect(asked).toEqual([]);
});

test('without a client an administrator must enter one', async () => {
  const { oauth, asked } = tokens(undefined, false);
  await expect(oauth.tokensOf(request())(HELD, { refresh_token: 'r' })).rejects.toMatchObject({
    ...{ connectorFailure: 'pause', detail: { code: 'oauth.client_missing' } },
  });
  expect(asked).toEqual([]);
});

test.each<[ProviderFailureKind, string, string]>([
  ['invalid_grant', 'pause', 'oauth.sign_in_needed'],
  ['access_denied', 'pause', 'oauth.sign_in_needed'],
  ['invalid_client', 'pause', 'oauth.client_refused'],
  ['provider_unreachable', 'retryable', 'oauth.refresh_failed'],
  ['token_exchange_failed', 'retryable', 'oauth.refresh_failed'],
])('%s is of the kind %s', async (kind, connectorFailure, code) => {
  const { oauth } = tokens(new ProviderFailure(kind, 'No.', { providerText: 'their words' }));
  await expect(oauth.tokensOf(request())(HELD, { refresh_token: 'r' })).rejects.toMatchObject({
    ...{ connectorFailure, detail: { code }, message: 'No. It says: their words' },
  });
});

test('an address that is none stays none', async () => {
  const { oauth } = tokens(new ServerError('oauth.url_invalid', 'Not https.'));
  await expect(oauth.tokensOf(request())(HELD, { refresh_token: 'r' })).rejects.toMatchObject({
    ...{ connectorFailure: 'fatal', detail: { code: 'oauth.url_invalid' } },
  });
});
