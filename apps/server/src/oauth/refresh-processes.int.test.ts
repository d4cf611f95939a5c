// Tokens that have run out, in several real processes over one database: the provider ends all tokens of a family when an old
// refresh token comes twice, so it must be asked once.
import { openDatabase, type Database } from '@millrace/persistence';
import { until } from '@millrace/testing';
import { startCallerProcess, type CallerProcess } from '../testing/caller-processes.ts';
import { startOAuthWorld, type OAuthWorld, type Person } from '../testing/oauth-world.ts';

const PROCESSES = 4;
const CALLS = 5;

let world: OAuthWorld;
let database: Database;
let ada: Person;
let workspaceId: string;
let callers: readonly CallerProcess[] = [];

beforeAll(async () => {
  world = await startOAuthWorld();
  database = await openDatabase({ url: world.database.url });
  ada = await world.visit('builder');
  const [row] = await database.source.query<{ id: string }[]>('select id from workspace');
  workspaceId = row?.id ?? '';
  callers = await Promise.all(Array.from({ length: PROCESSES }, () => start()));
}, 120_000);
afterAll(async () => {
  await Promise.all(callers.map((caller) => caller.end()));
  await database.close();
  await world.stop();
}, 60_000);

const start = (fault?: string): Promise<CallerProcess> =>
  startCallerProcess({
    ...{ databaseUrl: world.database.url, providerUrl: world.provider.url, workspaceId },
    ...(fault === undefined ? {} : { fault }),
  });

const expire = (name: string) =>
  database.source.query(
    `update connection_token set obtained_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'
     where connection_id = (select id from connection where name = $1)`,
    [name],
  );
const endLease = (name: string) =>
  database.source.query(
    `update connection_token set refresh_lease_until = now() - interval '1 second'
     where connection_id = (select id from connection where name = $1)`,
    [name],
  );

/** What the provider was asked for during a piece of work. */
async function askedDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = world.provider.tokenRequests.length;
  await work();
  return world.provider.tokenRequests.slice(before);
}

test('twenty calls in four processes with a token that has run out: one refresh', async () => {
  await ada.connect('busy');
  await expire('busy');
  // Whoever comes while it is under way must wait for it.
  world.provider.onTokenRequest(() => new Promise((resolve) => setTimeout(resolve, 300)));
  let ends: readonly string[] = [];
  const asked = await askedDuring(async () => {
    ends = (await Promise.all(callers.map((caller) => caller.call('busy', CALLS)))).flat();
  });
  world.provider.onTokenRequest(undefined);
  expect(ends).toEqual(Array(PROCESSES * CALLS).fill('returned'));
  expect(asked).toEqual(['refresh_token ok']);
}, 60_000);

test('twenty calls whose token is refused: one refresh, and the new token works', async () => {
  await ada.connect('refused');
  await Promise.all(callers.map((caller) => caller.call('refused', 1)));
  world.provider.distrust();
  let ends: readonly string[] = [];
  const asked = await askedDuring(async () => {
    ends = (await Promise.all(callers.map((caller) => caller.call('refused', CALLS)))).flat();
  });
  expect(ends).toEqual(Array(PROCESSES * CALLS).fill('returned'));
  expect(asked).toEqual(['refresh_token ok']);
}, 60_000);

test('a process that dies after the answer leaves a connection that needs a person, and nobody asks in a loop', async () => {
  await ada.connect('killed');
  await expire('killed');
  const mortal = await start('oauth.after_answer:1:1');
  const died = await askedDuring(() => expect(mortal.call('killed', 1)).rejects.toThrow('SIGKILL'));
  expect(died).toEqual(['refresh_token ok']);
  await endLease('killed');
  const [caller] = callers;
  const later = await askedDuring(async () => {
    // The provider has seen the refresh token that is kept here, and takes a second time for a theft.
    expect(await caller?.call('killed', 1)).toEqual(['Connector.Auth']);
    for (const other of callers) expect(await other.call('killed', CALLS)).toEqual(Array(CALLS).fill('Connector.Auth'));
  });
  expect(later).toEqual(['refresh_token refused']);
  expect((await ada.api('/api/v1/connections/killed')).body).toMatchObject({ health: { state: 'needs_person' } });
  expect((await ada.connect('killed', { reconnect: true })).signIn).toMatchObject({ status: 'connected' });
  // Others hear of it within a second.
  await until(async () => (await caller?.call('killed', 1))?.[0] === 'returned');
}, 60_000);
