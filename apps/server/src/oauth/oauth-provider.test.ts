// No byte leaves past the outbound guard, and what a service answers can do no harm.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPlainSender } from '@millrace/connector-host';
import { auth, type OAuth2Auth } from '@millrace/connector-sdk';
import { createOutboundGuard, type OutboundGuard } from '@millrace/security';
import { OAuthProvider } from './oauth-provider.ts';

let service: Server;
let connections = 0;
let answer: RequestListener = (_, response) => response.end();
const guards: OutboundGuard[] = [];

beforeAll(async () => {
  service = createServer((request, response) => answer(request, response));
  service.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  connections = 0;
});
afterEach(() => Promise.all(guards.splice(0).map((guard) => guard.close())));
afterAll(async () => {
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
});

const NOW_MS = 1_800_000_000_000;
const SECRET = 'a-client.secret of_tests~';

function provider(allow: readonly string[] = ['127.0.0.1']): OAuthProvider {
  const guard = createOutboundGuard({ allow });
  guards.push(guard);
  return new OAuthProvider({ send: createPlainSender(guard), nowMs: () => NOW_MS });
}
const url = (): string => `http://127.0.0.1:${(service.address() as AddressInfo).port}/token`;
const call = (changes: Partial<OAuth2Auth> = {}) => ({
  auth: {
    ...auth.oauth2({ title: 'Account', grant: 'authorization_code', tokenUrl: url(), scopes: { read: 'Read' } }),
    ...changes,
  },
  client: { clientId: 'millrace', clientSecret: SECRET },
  fields: {},
});
const json = (body: object): RequestListener => {
  return (_, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
};

test('an address in a closed network is not even connected to', async () => {
  await expect(provider([]).refresh(call(), 'r1')).rejects.toMatchObject({
    kind: 'provider_unreachable',
    message: expect.stringContaining('closed network') as string,
  });
  expect(connections).toBe(0);
});

test('a complaint that repeats what was sent is cleaned of it', async () => {
  answer = (_, response) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_grant', error_description: `no refresh-token-1 with ${SECRET}` }));
  };
  await expect(provider().refresh(call(), 'refresh-token-1')).rejects.toMatchObject({
    ...{ kind: 'invalid_grant', providerText: 'invalid_grant: no [redacted] with [redacted]' },
  });
});

test('a redirect is not followed: the secret is for one address', async () => {
  let asked = 0;
  answer = (_, response) => {
    asked += 1;
    response.writeHead(307, { location: '/elsewhere' }).end();
  };
  await expect(provider().refresh(call(), 'r1')).rejects.toMatchObject({ kind: 'token_exchange_failed' });
  expect(asked).toBe(1);
});

test('an answer without an end is cut', async () => {
  answer = (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.write('{"access_token":"');
    response.end('x'.repeat(1024 * 1024));
  };
  await expect(provider().refresh(call(), 'r1')).rejects.toMatchObject({ kind: 'provider_unreachable' });
});

test('a service that is not there cannot be asked', async () => {
  const gone = call({ tokenUrl: 'http://127.0.0.1:1/token' });
  await expect(provider().refresh(gone, 'r1')).rejects.toMatchObject({ kind: 'provider_unreachable' });
});

test.each([
  ['basic', { authorization: `Basic ${btoa('millrace:a-client.secret+of_tests~')}` }, ''],
  ['body', {}, `&client_id=millrace&client_secret=${encodeURIComponent(SECRET)}`],
] as const)('the client names itself by %s', async (clientAuth, headers, more) => {
  let seen: { authorization?: string | undefined; body: string } = { body: '' };
  answer = (request, response) => {
    void request.toArray().then((chunks) => {
      seen = { authorization: request.headers.authorization, body: Buffer.concat(chunks as Buffer[]).toString() };
      json({ access_token: 'a2' })(request, response);
    });
  };
  await provider().refresh(call({ clientAuth }), 'r1');
  expect(seen.authorization).toBe('authorization' in headers ? headers.authorization : undefined);
  const sent = new URLSearchParams(seen.body);
  expect(Object.fromEntries(sent)).toEqual({
    ...{ grant_type: 'refresh_token', refresh_token: 'r1' },
    ...Object.fromEntries(new URLSearchParams(more)),
  });
});

describe('what is obtained', () => {
  const refresh = (body: object) => {
    answer = json(body);
    return provider().refresh(call(), 'r1');
  };

  test('a refresh token that does not change is kept', async () => {
    expect(await refresh({ access_token: 'a2', expires_in: 60 })).toEqual({
      secrets: { access_token: 'a2', refresh_token: 'r1' },
      expiresAtMs: NOW_MS + 60_000,
    });
  });

  test('one that does is the one from then on, and may have an end', async () => {
    const given = { access_token: 'a2', refresh_token: 'r2', refresh_token_expires_in: 3600, scope: 'read' };
    expect(await refresh(given)).toEqual({
      secrets: { access_token: 'a2', refresh_token: 'r2' },
      renewableUntilMs: NOW_MS + 3_600_000,
      scopes: ['read'],
    });
  });

  test('what a service says besides is kept with the tokens, as one secret', async () => {
    const more = { team: { id: 'T1' }, authed_user: { id: 'U1', access_token: 'xoxp' }, ok: true };
    const usual = { access_token: 'a2', token_type: 'bot', expires_in: 60, scope: 'read', id_token: 'x.y.z' };
    const { secrets } = await refresh({ ...usual, ...more });
    expect(Object.keys(secrets).sort()).toEqual(['access_token', 'refresh_token', 'token_response']);
    expect(JSON.parse(secrets.token_response ?? '')).toEqual(more);
  });

  test('a machine gets another one without a person', async () => {
    answer = json({ access_token: 'm', expires_in: 60 });
    const given = await provider().clientToken(call({ grant: 'client_credentials' }));
    expect(given).toEqual({ secrets: { access_token: 'm' }, expiresAtMs: NOW_MS + 60_000, scopes: ['read'] });
  });
});

test('addresses for people have the scopes as the service writes them, and no challenge where it knows none', async () => {
  const about = { redirectUrl: 'https://m.example/cb', state: 's', nonce: 'n', verifier: 'v'.repeat(43) };
  const changes = { authorizeUrl: 'https://id.example.com/auth?tenant=1', scopeSeparator: ',', pkce: false };
  const text = await provider().authorizeUrl(call(changes), { ...about, scopes: ['read', 'write'] });
  expect(Object.fromEntries(new URL(text).searchParams)).toEqual({
    ...{ tenant: '1', client_id: 'millrace', response_type: 'code', scope: 'read,write' },
    ...{ redirect_uri: 'https://m.example/cb', state: 's' },
  });
});
