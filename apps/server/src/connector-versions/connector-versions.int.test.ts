// The life of a published connector through the API: packed here, called in a sandbox, upgraded, blocked.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canRunCode } from '@millrace/connector-host';
import {
  createPublisherKey,
  integrityOf,
  packConnector,
  signPackage,
  type PackedConnector,
  type PublisherKey,
} from '@millrace/connector-package';
import { openDatabase } from '@millrace/persistence';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';

const CONNECTORS = '/api/v1/connectors';
let database: TestDatabase;
let server: TestServer;
let folder: string;
let key: PublisherKey;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  folder = await mkdtemp(join(tmpdir(), 'millrace-connector-'));
  key = createPublisherKey();
  const added = await server.api('/api/v1/publisher-keys', { json: { name: 'Build', publicKey: key.publicKeyPem } });
  expect(added.body).toMatchObject({ keyId: key.keyId, addedBy: expect.any(String) as string });
  expect((await server.api(added.headers.get('location') ?? '')).body).toEqual(added.body);
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const skipped = (): boolean => {
  if (canRunCode()) return false;
  process.stdout.write('Skipped: Deno, which runs published connectors, is not installed for this system.\n');
  return true;
};

/** What changes between the versions of these tests. */
interface Source {
  readonly input?: string;
  readonly run?: string;
  readonly resume?: string;
  readonly hosts?: readonly string[];
}
const RUN = '({ text: input.text + "!" })';
const moduleText = (name: string, { input = '', run = RUN, resume, hosts = [] }: Source): string => `
import { action, defineConnector, t } from '@millrace/connector-sdk';
const closed = { additionalProperties: false };
export default defineConnector({
  name: '${name}', title: 'Shout', description: 'Says it louder.', categories: ['test'],
  permissions: { hosts: ${JSON.stringify(hosts)} },
  actions: {
    shout: action({
      title: 'Shout a text', effects: 'read',
      input: t.Object({ text: t.String({ title: 'Text' })${input} }, closed),
      output: t.Object({ text: t.String() }),
      sample: { text: 'HEY' },
      run: async (context, input) => ${run},
      ${resume === undefined ? '' : `resume: async (context, input, { state, payload }) => ${resume},`}
    }),
  },
});
`;

async function pack(name: string, version: string, source: Source = {}): Promise<PackedConnector> {
  const home = join(folder, `${name}-${version}`);
  await mkdir(join(home, 'src'), { recursive: true });
  const files = {
    'package.json': JSON.stringify({ name, version, type: 'module' }),
    'icon.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="currentColor"><path d="M0 0h24v24H0z"/></svg>',
    'README.md': `# ${name}\n`,
    'CHANGELOG.md': `# Changelog\n\n## ${version}\n`,
    LICENSE: 'None.\n',
    'src/index.ts': moduleText(name, source),
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(home, path), text);
  return packConnector({ folder: home });
}

interface Sending {
  readonly query?: string;
  readonly signedBy?: PublisherKey | undefined;
  readonly tarball?: Uint8Array;
}
function publish(packed: PackedConnector, sending: Sending = {}): Promise<Answer> {
  const { query = 'promote=true', tarball = packed.tarball } = sending;
  const signer = 'signedBy' in sending ? sending.signedBy : key;
  const { name, version } = packed;
  const headers: Record<string, string> = { 'content-type': 'application/gzip' };
  if (signer !== undefined) {
    const sig = signPackage({ name, version, sha512: integrityOf(packed.tarball) }, signer.privateKeyPem);
    headers['millrace-signature'] = `keyId=${signer.keyId},name=${name},version=${version},sig=${sig}`;
  }
  return server.api(`${CONNECTORS}/packages?${query}`, { method: 'POST', headers, body: Buffer.from(tarball) });
}
const tryOut = (name: string, text: unknown, version?: string): Promise<Answer> =>
  server.api(`${CONNECTORS}/${name}/actions/shout/try`, { json: { arguments: { text }, version } });

const shoutWorkflow = (name: string, connector: string, pin: string) => ({
  ...webhookWorkflow(name, {
    Type: 'Task',
    Resource: `connector:${connector}/shout`,
    Arguments: { text: '{% $states.input.body.text %}' },
  }),
  connectors: { [connector]: pin },
});

test('is published, tried out, used by a workflow, and listed', async () => {
  if (skipped()) return;
  const published = await publish(await pack('shout', '1.0.0'));
  expect(published.body).toMatchObject({ name: 'shout', version: '1.0.0', isLatest: true, changes: [] });
  const found = await server.api(published.headers.get('location') ?? '');
  expect(found.body).toMatchObject({ name: 'shout', version: '1.0.0' });
  expect((await tryOut('shout', 'hey')).body).toMatchObject({ status: 'succeeded', output: { text: 'hey!' } });
  expect((await tryOut('shout', 5)).body).toMatchObject({ status: 'failed', error: 'Connector.Fatal' });
  await server.publish(shoutWorkflow('shouts', 'shout', '1.0.0'));
  const run = await server.send('/hooks/default/shouts', { json: { text: 'ho' } });
  expect(run.body).toMatchObject({ text: 'ho!' });
  const listed = await server.api(CONNECTORS);
  expect(listed.body.items).toContainEqual(
    expect.objectContaining({ name: 'shout', origin: 'package', versions: ['1.0.0'], state: 'published' }),
  );
  const users = await server.api(`${CONNECTORS}/shout/users`);
  expect(users.body.items).toEqual([
    expect.objectContaining({
      workflow: 'shouts',
      live: { pin: '1.0.0', actions: ['shout'], triggers: [], number: 1 },
    }),
  ]);
}, 60_000);

test('waits in one process, and goes on in another one when it is called or its moment has come', async () => {
  if (skipped()) return;
  const waits = `(await context.callbackUrl(), context.wait({ callback: true, until: Date.now() + (input.text === 'soon' ? 1000 : 86_400_000), state: { asked: input.text } }))`;
  const resume = '({ text: [state.asked, input.text, payload?.body.answer ?? "nobody"].join(" ") })';
  await publish(await pack('waiting', '1.0.0', { run: waits, resume }));
  const shown = await server.api(`${CONNECTORS}/waiting`);
  expect(shown.body).toMatchObject({ actions: [{ name: 'shout', canPause: true }] });
  expect((await tryOut('waiting', 'ho')).body).toMatchObject({ cause: { code: 'connector.pause_unavailable' } });
  const Ask = { Type: 'Task', Resource: 'connector:waiting/shout', Arguments: '{% $states.input %}', End: true };
  const machine = { QueryLanguage: 'JSONata', StartAt: 'Ask', States: { Ask } };
  const triggers = { api: { type: 'call' } };
  await server.publish({ name: 'waits', millrace: 1, machine, triggers, connectors: { waiting: '1.0.0' } } as {
    name: string;
  });
  const start = async (text: string): Promise<string> =>
    (await server.api('/api/v1/workflows/waits/runs', { json: { input: { text } } })).body.runId;
  const runOf = async (id: string) => (await server.api(`/api/v1/runs/${id}`)).body;
  const [called, soon] = [await start('called'), await start('soon')];
  await until(async () => (await runOf(called)).status === 'waiting');
  await server.stop();
  server = await startTestServer(database.url);
  expect((await runOf(called)).status).toBe('waiting');
  const opened = await openDatabase({ url: database.url });
  const [row] = await opened.source.query<{ token: string }[]>('select token from task_token where run_id = $1', [
    called,
  ]);
  await opened.close();
  expect((await server.send(`/callbacks/${row?.token ?? ''}`, { json: { answer: 'Ada' } })).status).toBe(200);
  await until(async () => (await runOf(called)).status === 'succeeded');
  expect(await runOf(called)).toMatchObject({ output: { text: 'called called Ada' } });
  await until(async () => (await runOf(soon)).status === 'succeeded');
  expect(await runOf(soon)).toMatchObject({ output: { text: 'soon soon nobody' } });
}, 90_000);

test('versions run side by side, and a smaller number than the change is refused', async () => {
  if (skipped()) return;
  await publish(await pack('side', '1.0.0'));
  await server.publish(shoutWorkflow('pinned', 'side', '1.0.0'));
  const needed = { input: ', times: t.Number({ title: "Times" })' };
  const refused = await publish(await pack('side', '1.1.0', needed));
  expect(refused.body).toMatchObject({ status: 409, code: 'connector.schema_breaking' });
  expect(refused.body.errors).toContainEqual(expect.objectContaining({ path: '/actions/shout/input/times' }));
  const next = await publish(await pack('side', '2.0.0', { ...needed, run: '({ text: "two" })' }));
  expect(next.body).toMatchObject({ isLatest: true, bump: 'major', since: '1.0.0' });
  const run = await server.send('/hooks/default/pinned', { json: { text: 'ho' } });
  expect(run.body).toMatchObject({ text: 'ho!' });
  expect((await tryOut('side', 'ho', '1.0.0')).body).toMatchObject({ output: { text: 'ho!' } });
  const again = await publish(await pack('side', '2.0.0', needed));
  expect(again.body).toMatchObject({ status: 409, code: 'connector.version_taken' });
}, 60_000);

test('a new host is asked for again', async () => {
  if (skipped()) return;
  await publish(await pack('hosts', '1.0.0', { hosts: ['a.example'] }));
  const wider = await publish(await pack('hosts', '1.1.0', { hosts: ['a.example', 'b.example'] }));
  expect(wider.body).toMatchObject({ isLatest: false, approvalNeeded: ['b.example'] });
  const promote = (json: object): Promise<Answer> => server.api(`${CONNECTORS}/hosts/versions/1.1.0/promote`, { json });
  expect((await promote({})).body).toMatchObject({ status: 409, code: 'connector.approval_needed' });
  expect((await promote({ approved: ['b.example'] })).status).toBe(200);
  expect((await server.api(`${CONNECTORS}/hosts`)).body).toMatchObject({ version: '1.1.0' });
}, 60_000);

test('what is yanked goes on where it is pinned; what is blocked ends', async () => {
  if (skipped()) return;
  await publish(await pack('ended', '1.0.0'));
  await server.publish(shoutWorkflow('ends', 'ended', '1.0.0'));
  const call = (): Promise<Answer> => server.send('/hooks/default/ends', { json: { text: 'x' } });
  expect((await server.api(`${CONNECTORS}/ended/versions/1.0.0/yank`, { method: 'POST' })).status).toBe(200);
  expect((await call()).body).toMatchObject({ text: 'x!' });
  const created = await server.api('/api/v1/workflows', { json: shoutWorkflow('late', 'ended', '1.0.0') });
  expect(created.status).toBe(201);
  const late = await server.api('/api/v1/workflows/late/publish', { json: {} });
  expect(late.body).toMatchObject({ status: 422, code: 'workflow.invalid' });
  const reason = { reason: 'It was found to leak.' };
  expect((await server.api(`${CONNECTORS}/ended/versions/1.0.0/block`, { json: reason })).status).toBe(200);
  expect((await call()).body).toMatchObject({ status: 500, code: 'run.failed' });
  const blocked = { code: 'connector.blocked', message: expect.stringContaining('It was found to leak.') as string };
  expect((await tryOut('ended', 'x', '1.0.0')).body).toMatchObject({ cause: blocked });
  await server.api(`${CONNECTORS}/ended/versions/1.0.0/block`, { method: 'DELETE' });
  expect((await call()).body).toMatchObject({ text: 'x!' });
}, 60_000);

test('a draft is its author’s, may be replaced, and needs no signature', async () => {
  if (skipped()) return;
  const draft = { query: 'draft=true', signedBy: undefined };
  await publish(await pack('drafted', '0.0.0-dev.ada'), draft);
  expect((await tryOut('drafted', 'a', '0.0.0-dev.ada')).body).toMatchObject({ output: { text: 'a!' } });
  const second = await publish(await pack('drafted', '0.0.0-dev.ada', { run: '({ text: "second" })' }), draft);
  expect(second.body).toMatchObject({ state: 'draft', isLatest: false });
  expect((await tryOut('drafted', 'a', '0.0.0-dev.ada')).body).toMatchObject({ output: { text: 'second' } });
  expect((await publish(await pack('drafted', '1.0.0'), draft)).body).toMatchObject({
    code: 'connector.version_invalid',
  });
  const listed = await server.api(CONNECTORS);
  expect(listed.text).not.toContain('drafted');
}, 60_000);

describe('is refused:', () => {
  let packed: PackedConnector;
  beforeAll(async () => {
    packed = await pack('refused', '1.0.0');
  }, 60_000);

  test('without a signature', async () => {
    const answer = await publish(packed, { signedBy: undefined });
    expect(answer.body).toMatchObject({ status: 422, code: 'connector.unsigned' });
    expect(answer.text).toContain('millrace connector keys new');
  });
  test('signed by a key that is not known', async () => {
    const answer = await publish(packed, { signedBy: createPublisherKey() });
    expect(answer.body).toMatchObject({ status: 422, code: 'connector.key_unknown' });
  });
  test('with a byte that is another one', async () => {
    const tarball = Buffer.from(packed.tarball);
    tarball[tarball.length - 9] = (tarball[tarball.length - 9] ?? 0) ^ 1;
    const answer = await publish(packed, { tarball });
    expect(answer.body).toMatchObject({ status: 422, code: 'package.signature_invalid' });
  });
  test('under the name of a connector of this installation', async () => {
    for (const name of ['http', 'ap-slack'])
      expect((await publish(await pack(name, '1.0.0'))).body).toMatchObject({ code: 'connector.name_reserved' });
  }, 60_000);
  test('under a name that belongs to another key', async () => {
    await publish(await pack('owned', '1.0.0'));
    const other = createPublisherKey();
    await server.api('/api/v1/publisher-keys', { json: { name: 'Other', publicKey: other.publicKeyPem } });
    const answer = await publish(await pack('owned', '1.0.1'), { signedBy: other });
    expect(answer.body).toMatchObject({ status: 409, code: 'connector.name_taken' });
    expect(answer.text).toContain(`--key ${key.keyId}`);
    expect(answer.text).toContain(`signed with ${other.keyId}`);
  }, 60_000);
  test('a draft of a name that belongs to a key, without its signature', async () => {
    if (skipped()) return;
    await publish(await pack('kept', '1.0.0'));
    const draft = await pack('kept', '0.0.0-dev.eve');
    const unsigned = await publish(draft, { query: 'draft=true', signedBy: undefined });
    expect(unsigned.body).toMatchObject({ status: 409, code: 'connector.name_taken' });
    expect(unsigned.text).toContain('drafts too');
    expect(unsigned.text).toContain(`--key ${key.keyId}`);
    expect((await publish(draft, { query: 'draft=true' })).body).toMatchObject({ state: 'draft' });
  }, 60_000);
  test('when it is no package at all', async () => {
    const draft = { query: 'draft=true', signedBy: undefined };
    const answer = await publish(packed, { ...draft, tarball: Buffer.from('nothing') });
    expect(answer.body).toMatchObject({ status: 422, code: 'package.invalid' });
    const json = await server.api(`${CONNECTORS}/packages`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(json.body).toMatchObject({ status: 415, code: 'request.media_type_unsupported' });
  });
  test('to whoever may not publish', async () => {
    const made = await server.api('/api/v1/api-keys', { json: { name: 'reader', scopes: ['connector.read'] } });
    const headers = { authorization: `Bearer ${made.body.key}`, 'content-type': 'application/gzip' };
    const answer = await server.send(`${CONNECTORS}/packages`, { method: 'POST', headers, body: Buffer.from('x') });
    expect(answer.body).toMatchObject({ status: 403, code: 'auth.forbidden' });
  });
});

test('a package that the database holds otherwise than it was published is not loaded', async () => {
  if (skipped()) return;
  await publish(await pack('tampered', '1.0.0'));
  const opened = await openDatabase({ url: database.url });
  await opened.source.query(`update connector_version set package = package || '\\x00'::bytea where name = 'tampered'`);
  await opened.close();
  expect((await tryOut('tampered', 'x')).body).toMatchObject({ cause: { code: 'package.integrity_mismatch' } });
}, 60_000);

test('what somebody tries ends as it does, and runs of the same version go on', async () => {
  if (skipped()) return;
  const run = `input.text === 'exit' ? Deno.exit(1) : ${RUN}`;
  await publish(await pack('explosive', '1.0.0', { run }));
  await server.publish(shoutWorkflow('goes-on', 'explosive', '1.0.0'));
  for (let round = 0; round < 3; round += 1)
    expect((await tryOut('explosive', 'exit')).body).toMatchObject({ status: 'failed', error: 'Sandbox.Crashed' });
  expect((await tryOut('explosive', 'hey')).body).toMatchObject({ error: 'Sandbox.Quarantined' });
  expect((await server.send('/hooks/default/goes-on', { json: { text: 'ho' } })).body).toMatchObject({ text: 'ho!' });
}, 60_000);

test('the package is there to be taken elsewhere', async () => {
  const packed = await pack('taken-away', '1.0.0');
  await publish(packed);
  const answer = await fetch(`${server.url}${CONNECTORS}/taken-away/versions/1.0.0/package`, {
    headers: { authorization: `Bearer ${(await ownerKey()).key}` },
  });
  expect(answer.status).toBe(canRunCode() ? 200 : 404);
  if (canRunCode()) expect(integrityOf(new Uint8Array(await answer.arrayBuffer()))).toBe(packed.sha512);
}, 60_000);

const ownerKey = async (): Promise<{ readonly key: string }> =>
  (await server.api('/api/v1/api-keys', { json: { name: 'taker', scopes: ['connector.read'] } })).body;
