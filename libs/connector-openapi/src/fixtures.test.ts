// Parts of real documents, through and through: manifest, schemas, samples, requests.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { connectorOfManifest, manifestSchema, runHttpAction, type Manifest } from '@millrace/connector-sdk/platform';
import type { HttpRequest } from '@millrace/connector-sdk';
import { importOpenApi } from './import-openapi.ts';
import { inspectOpenApi } from './inspect-openapi.ts';
import { compileAll } from './testing/compile-all.ts';
import { FIXTURES, readFixture, type Fixture } from './testing/read-fixture.ts';

const imported = (fixture: Fixture): Manifest =>
  importOpenApi(readFixture(fixture), { name: fixture.split('.')[0] ?? '' }).manifest;

test.each(FIXTURES)('%s: every schema compiles, every sample fits, and the manifest is one', (fixture) => {
  const manifest = imported(fixture);
  const { compile, warnings } = compileAll();
  expect(compile(manifestSchema)(manifest)).toBe('');
  for (const [name, { input, output, sample }] of Object.entries(manifest.actions)) {
    expect([name, typeof compile(input), compile(output)(sample)]).toEqual([name, 'function', '']);
  }
  expect(warnings).toEqual([]);
});

test.each<[Fixture, readonly string[]]>([
  ['asana.yaml', []],
  ['discourse.json', []],
  ['github.json', ['link']],
  ['slack.json', ['cursor']],
  ['stripe.json', ['cursor']],
])('%s: pages by %j', (fixture, kinds) => {
  const { operations } = inspectOpenApi(readFixture(fixture));
  expect(operations.flatMap(({ suggested }) => suggested.paginate?.paginate.by ?? [])).toEqual(kinds);
});

/** What an action sends for this input. */
async function sentBy(fixture: Fixture, action: string, input: JsonValue): Promise<HttpRequest | undefined> {
  const found = connectorOfManifest(imported(fixture)).actions[action];
  if (found?.kind !== 'http') throw new Error(`${action} is no action of data.`);
  let sent: HttpRequest | undefined;
  await runHttpAction(
    { action: found, errorPrefix: 'Test', root: { input, connection: {}, idempotencyKey: 'key' } },
    {
      evaluate: () => undefined,
      send: (request) => {
        sent = request;
        return Promise.resolve({ status: 200, headers: {}, cookies: [], body: null, url: 'https://a.example' });
      },
      failureOf: () => new Error('not asked for'),
      warn: () => undefined,
    },
  );
  return sent;
}
const file = { $file: 'sha256:0', name: 'a.txt', type: 'text/plain', size: 1 };
const repository = { owner: 'acme', repo: 'a b' };

test.each<[Fixture, string, JsonObject, JsonObject]>([
  [
    'github.json',
    'issues_list_labels_for_repo',
    { path: repository, query: { per_page: 5 } },
    { url: '/repos/acme/a%20b/labels', query: { per_page: '5' } },
  ],
  [
    'github.json',
    'issues_create_label',
    { path: repository, body: { name: 'bug' } },
    { method: 'POST', body: { kind: 'json', value: { name: 'bug' } } },
  ],
  [
    'github.json',
    'repos_upload_release_asset',
    { path: { ...repository, release_id: 7 }, query: { name: 'x.zip' }, body: file },
    { url: 'https://uploads.github.com/repos/acme/a%20b/releases/7/assets', body: { kind: 'file', file } },
  ],
  ['github.json', 'markdown_render_raw', { body: '# Hi' }, { body: { kind: 'text', text: '# Hi' }, as: 'text' }],
  [
    'stripe.json',
    'post_coupons',
    { body: { percent_off: 25, metadata: { team: 'a' }, expand: ['x'] } },
    { body: { kind: 'form', fields: { percent_off: '25', 'metadata[team]': 'a', 'expand[0]': 'x' } } },
  ],
  [
    'stripe.json',
    'get_coupons',
    { query: { created: { gt: 5 }, expand: ['data'] } },
    { query: { 'created[gt]': '5', 'expand[0]': 'data' } },
  ],
  [
    'slack.json',
    'chat_post_message',
    { body: { channel: 'C1', text: 'Hi' } },
    { body: { kind: 'form', fields: { channel: 'C1', text: 'Hi' } } },
  ],
  ['slack.json', 'files_upload', { body: { file: 'text', channels: 'C1' } }, { url: '/files.upload', method: 'POST' }],
  [
    'asana.yaml',
    'create_attachment_for_object',
    { body: { parent: '1', file } },
    {
      body: {
        kind: 'multipart',
        parts: [
          { name: 'parent', value: '1' },
          { name: 'file', value: file },
        ],
      },
    },
  ],
  [
    'discourse.json',
    'create_upload',
    { body: { type: 'avatar', file } },
    {
      body: {
        kind: 'multipart',
        parts: [
          { name: 'type', value: 'avatar' },
          { name: 'file', value: file },
        ],
      },
    },
  ],
])('%s: %s', async (...[fixture, action, input, expected]) => {
  const { compile } = compileAll();
  expect(compile(imported(fixture).actions[action]?.input ?? false)(input)).toBe('');
  expect(await sentBy(fixture, action, input)).toMatchObject(expected);
});

test('a repeated Slack token is no argument, and Stripe’s key is the connection’s', () => {
  expect(JSON.stringify(imported('slack.json').actions.users_info?.input)).not.toContain('token');
  expect(Object.values(imported('stripe.json').auth).map(({ kind }) => kind)).toEqual(['basic', 'bearer']);
});
