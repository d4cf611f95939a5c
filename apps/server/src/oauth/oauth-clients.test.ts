import { auth } from '@millrace/connector-sdk';
import { createVault } from '@millrace/security';
import { MemoryConnectionStore, MemoryOAuthClientStore, VirtualClock } from '@millrace/testing';
import { ConnectionSecrets } from '../connections/connection-secrets.ts';
import { OAuthClients } from './oauth-clients.ts';

const ADDRESS = { workspaceId: '7b0e7f6e-0000-4000-8000-000000000001', connector: 'desk', authKind: 'account' };
const KEY = { id: '7b0e7f6e-0000-4000-8000-000000000002', bytes: Buffer.alloc(32, 7) };

function world() {
  const clock = new VirtualClock();
  const store = new MemoryOAuthClientStore(clock);
  const vault = createVault({ active: KEY, others: [KEY] });
  const clients = new OAuthClients(store, new ConnectionSecrets(new MemoryConnectionStore(clock), vault, clock));
  const find = (tokenUrl: string, fields: Record<string, string> = {}, secrets: Record<string, string> = {}) =>
    clients.find(ADDRESS, {
      ...{ fields, secrets },
      auth: auth.oauth2({ title: 'Account', grant: 'client_credentials', tokenUrl, scopes: {} }),
    });
  return { store, clients, find };
}

test('the workspace’s client is for services that the connector names', async () => {
  const { clients, find } = world();
  await clients.save(ADDRESS, { clientId: 'ours', clientSecret: 'of the workspace' });
  const ours = { clientId: 'ours', clientSecret: 'of the workspace' };
  expect(await find('https://id.desk.example/token')).toEqual(ours);
  expect(await find('https://{connection.site}.desk.example/token', { site: 'blue' })).toEqual(ours);
  // Whoever makes the connection would choose where the secret goes.
  expect(await find('https://{connection.host}/token', { host: 'evil.example' })).toBeUndefined();
});

test('a connection’s own client comes first, with its own secret or none', async () => {
  const { clients, find } = world();
  await clients.save(ADDRESS, { clientId: 'ours', clientSecret: 'of the workspace' });
  const own = { clientId: 'theirs' };
  expect(await find('https://{connection.host}/token', own, { clientSecret: 'theirs too' })).toEqual({
    clientId: 'theirs',
    clientSecret: 'theirs too',
  });
  expect(await find('https://id.desk.example/token', own)).toEqual({ clientId: 'theirs' });
});

test('what is kept is sealed, and opens in its place and version only', async () => {
  const { store, clients } = world();
  await clients.save(ADDRESS, { clientId: 'ours', clientSecret: 'of the workspace' });
  const kept = await store.find(ADDRESS);
  expect(Buffer.from(kept?.sealed ?? []).toString('latin1')).not.toContain('of the workspace');
  await store.save({
    ...ADDRESS,
    id: kept?.id ?? '',
    clientId: 'ours',
    version: 2,
    sealed: kept?.sealed ?? new Uint8Array(),
  });
  await expect(clients.read(ADDRESS)).rejects.toMatchObject({ code: 'vault.cannot_decrypt' });
});
