// Registrations with services: through the real server and a real provider.
import { IDP_CLIENT } from '../testing/identity-provider.ts';
import { startOAuthWorld, type OAuthWorld, type Person } from '../testing/oauth-world.ts';

let world: OAuthWorld;
let admin: Person;

beforeAll(async () => {
  world = await startOAuthWorld({ hasClient: false });
  admin = await world.visit('admin');
}, 60_000);
afterAll(() => world.stop(), 60_000);

const CLIENTS = '/api/v1/oauth/clients/desk';
const put = (json: object, kind = 'account', who = admin) => who.api(`${CLIENTS}/${kind}`, { method: 'PUT', json });
const check = (json: object = {}, kind = 'account') => admin.api(`${CLIENTS}/${kind}/check`, { json });

test('the redirect URL is told before there is a client, and nobody can begin', async () => {
  expect((await admin.api(`${CLIENTS}/account`)).body).toEqual({
    ...{ connector: 'desk', authKind: 'account', redirectUrl: world.callbackUrl, isEntered: false, hasSecret: false },
  });
  expect((await admin.start('early')).body).toMatchObject({ status: 409, code: 'oauth.client_missing' });
  expect((await check()).body).toMatchObject({ status: 409, code: 'oauth.client_missing' });
  expect((await admin.api(`${CLIENTS}/account`, { method: 'DELETE', json: {} })).body).toMatchObject({
    code: 'oauth.client_missing',
  });
});

test('a client is checked before anybody signs in, while it is typed in and afterwards', async () => {
  const wrong = { ...IDP_CLIENT, clientSecret: 'not-the-secret' };
  expect((await check(wrong)).body).toMatchObject({
    result: 'invalid_client',
    providerText: expect.stringContaining('invalid_client') as string,
  });
  expect((await check({ ...IDP_CLIENT, clientId: 'somebody-else' })).body).toMatchObject({ result: 'invalid_client' });
  expect((await check(IDP_CLIENT)).body).toMatchObject({ result: 'accepted' });
  expect((await check(IDP_CLIENT, 'machine')).body).toMatchObject({ result: 'accepted' });
  expect((await check(wrong, 'machine')).body).toMatchObject({ result: 'invalid_client' });
  // Nothing of that was kept.
  expect((await check()).body).toMatchObject({ code: 'oauth.client_missing' });
});

test('a secret goes in and never comes out; another client does not inherit it', async () => {
  const saved = await put(IDP_CLIENT);
  expect(saved.body).toMatchObject({ isEntered: true, clientId: IDP_CLIENT.clientId, hasSecret: true });
  const read = await admin.api(`${CLIENTS}/account`);
  expect(read.body).toEqual(saved.body);
  expect((await check()).body).toMatchObject({ result: 'accepted' });
  // The same client without a secret keeps the one that is there.
  expect((await put({ clientId: IDP_CLIENT.clientId })).body).toMatchObject({ hasSecret: true });
  expect((await check({ clientId: IDP_CLIENT.clientId })).body).toMatchObject({ result: 'accepted' });
  expect((await put({ clientId: 'public-client' })).body).toMatchObject({ hasSecret: false });
  for (const { text } of [saved, read]) expect(text).not.toContain(IDP_CLIENT.clientSecret);
  expect(world.server.log.join('')).not.toContain(IDP_CLIENT.clientSecret);
});

test('a wrong secret ends a sign-in with what is wrong, and no connection', async () => {
  await put({ ...IDP_CLIENT, clientSecret: 'not-the-secret' });
  const { signIn, page } = await admin.connect('wrong-secret');
  expect(signIn).toMatchObject({
    status: 'invalid_client',
    providerText: expect.stringContaining('invalid_client') as string,
    requestId: expect.any(String) as string,
  });
  expect(page.text).not.toContain('not-the-secret');
  expect((await admin.api('/api/v1/connections/wrong-secret')).status).toBe(404);
});

test('a service that does not answer is told from one that refuses', async () => {
  await put(IDP_CLIENT);
  const { id, authorizeUrl } = (await admin.start('silent')).body as unknown as { id: string; authorizeUrl: string };
  const callback = await admin.decide(authorizeUrl);
  world.provider.breakToken(503);
  expect((await admin.end(callback, id)).signIn).toMatchObject({ status: 'provider_unreachable' });
  expect((await check()).body).toMatchObject({ result: 'provider_unreachable' });
  world.provider.breakToken(undefined);
  expect((await check()).body).toMatchObject({ result: 'accepted' });
});

test('connections outlive a client whose secret was changed, until it is right again', async () => {
  await put(IDP_CLIENT);
  await admin.connect('outlives');
  await put({ ...IDP_CLIENT, clientSecret: 'changed-at-the-service' });
  world.provider.distrust();
  const test = () => admin.api('/api/v1/connections/outlives/test', { method: 'POST', json: {} });
  expect((await test()).body).toMatchObject({
    health: { state: 'broken', detail: expect.stringContaining('does not accept the client') as string },
  });
  await put(IDP_CLIENT);
  expect((await test()).body).toMatchObject({ health: { state: 'ok' } });
});

test('what is removed is gone', async () => {
  await put(IDP_CLIENT);
  expect(await admin.api(`${CLIENTS}/account`, { method: 'DELETE', json: {} })).toMatchObject({ status: 204 });
  expect((await admin.api(`${CLIENTS}/account`)).body).toMatchObject({ isEntered: false });
});

test.each([
  ['a way that is no OAuth', 'token', 'oauth.no_client'],
  ['a way that is not there', 'nothing', 'connection.kind_unknown'],
])('there is no client for %s', async (_, kind, code) => {
  expect((await put(IDP_CLIENT, kind)).body).toMatchObject({ status: 422, code });
  expect((await admin.api(`${CLIENTS}/${kind}`)).body).toMatchObject({ status: 422, code });
});

test('clients are for administrators', async () => {
  for (const role of ['builder', 'operator', 'viewer'] as const) {
    const person = await world.visit(role);
    expect((await put(IDP_CLIENT, 'account', person)).body).toMatchObject({ status: 403, code: 'auth.forbidden' });
    expect((await person.api(`${CLIENTS}/account`)).status).toBe(403);
    expect((await person.api(`${CLIENTS}/account/check`, { json: {} })).status).toBe(403);
  }
  expect((await world.server.send(`${CLIENTS}/account`)).status).toBe(401);
});
