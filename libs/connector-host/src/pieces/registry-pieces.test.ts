// Pieces as the registry has them, of all generations, against services played by the test. They call their own https hosts.
import { createHmac } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { DeliveredRequest, JsonObject, JsonValue, OptionList, TriggerItem } from '@millrace/connector-sdk';
import type { Routes } from '../testing/fake-service.ts';
import { openFolder } from '../testing/tiny-pieces.ts';
import { installPiece } from './install-piece.ts';
import { until } from '@millrace/testing';
import { hasRegistryFor, RegistryPieces } from '../testing/registry-pieces.ts';

const hasRegistry = await hasRegistryFor('pieces of the registry');
const describeWithRegistry = hasRegistry ? describe : describe.skip;
const pieces = new RegistryPieces();
const PIECES = [
  ...['slack@0.17.9', 'notion@0.7.3', 'baserow@0.10.0', 'mistral-ai@0.3.0', 'openai@0.3.18', 'todoist@0.3.1'],
  ...['delay@0.3.26', 'airtable@0.2.0', 'discord@0.2.0', 'telegram-bot@0.2.0', 'stripe@0.2.0', 'hubspot@0.2.0'],
  ...['google-sheets@0.2.0', 'hackernews@0.2.0', 'trello@0.2.0'],
];
const HOSTS = [
  ...['slack.com', 'api.notion.com', 'api.baserow.io', 'api.mistral.ai', 'api.openai.com', 'api.todoist.com'],
  ...['api.airtable.com', 'discord.com', 'api.telegram.org', 'api.stripe.com', 'api.hubapi.com'],
  ...['sheets.googleapis.com', 'hacker-news.firebaseio.com', 'api.trello.com'],
];

const delivery = (json: JsonValue, headers: Readonly<Record<string, string>> = {}): DeliveredRequest => {
  const text = JSON.stringify(json);
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    query: {},
    bytes: Buffer.from(text),
    text,
    json,
  };
};
interface Polled {
  readonly items: readonly TriggerItem<JsonObject>[];
  readonly cursor: JsonValue;
}

describeWithRegistry('pieces of the registry', () => {
  beforeAll(() => pieces.install(PIECES, HOSTS), 170_000);
  afterAll(() => pieces.close());

  test.each([
    ['slack@0.17.9', 2, 'ap-slack', 72, 14],
    ['notion@0.7.3', 2, 'ap-notion', 37, 4],
    ['openai@0.3.18', 1, 'ap-openai', 8, 0],
    ['todoist@0.3.1', 1, 'ap-todoist', 1, 1],
    ['airtable@0.2.0', 0, 'ap-airtable', 1, 1],
    ['stripe@0.2.0', 0, 'ap-stripe', 0, 4],
  ])(
    '%s is of generation %d: %s with %d actions and %d triggers',
    (...[name, generation, connector, actions, triggers]) => {
      const { manifest, license, repositoryLicenseNote, ...piece } = pieces.piece(name);
      expect(piece.generation).toBe(generation);
      expect(manifest).toMatchObject({ name: connector, version: name.split('@')[1] });
      expect([manifest.actions, manifest.triggers].map((members) => Object.keys(members).length)).toEqual([
        actions,
        triggers,
      ]);
      expect(license).toBeUndefined();
      expect(repositoryLicenseNote).toContain('states no licence');
    },
  );

  test.each<
    [
      string,
      string,
      { input: JsonObject; fields?: JsonObject; secrets?: Record<string, string> },
      string,
      JsonValue,
      RegExp,
    ]
  >([
    [
      'slack@0.17.9',
      'send_channel_message',
      { input: { channel: 'C1', text: 'hello', sendAsBot: true }, secrets: { botToken: 'xoxb-1' } },
      'POST slack.com/api/chat.postMessage',
      { ok: true, ts: '1.2' },
      /^Bearer xoxb-1$/,
    ],
    [
      'notion@0.7.3',
      'list_databases',
      { input: { limit: 5 }, secrets: { accessToken: 'ntn' } },
      'POST api.notion.com/v1/search',
      { results: [], has_more: false, next_cursor: null },
      /^Bearer ntn$/,
    ],
    [
      'baserow@0.10.0',
      'baserow_list_rows',
      {
        input: { table_id: 3 },
        fields: { authType: 'database_token', apiUrl: 'https://api.baserow.io' },
        secrets: { token: 'tok' },
      },
      'GET api.baserow.io/api/database/rows/table/3/',
      { results: [{ id: 1 }] },
      /^Token tok$/,
    ],
    [
      'mistral-ai@0.3.0',
      'list_models',
      { input: {}, secrets: { secret: 'mk' } },
      'GET api.mistral.ai/v1/models',
      { data: [{ id: 'small' }] },
      /^Bearer mk$/,
    ],
    [
      'openai@0.3.18',
      'ask_chatgpt',
      { input: { model: 'gpt', prompt: 'hi', maxTokens: 9 }, secrets: { apiKey: 'sk' } },
      'POST api.openai.com/v1/chat/completions',
      { choices: [{ message: { role: 'assistant', content: 'hello' } }] },
      /^Bearer sk$/,
    ],
    [
      'todoist@0.3.1',
      'create_task',
      { input: { content: 'x' }, secrets: { access_token: 'at' } },
      'POST api.todoist.com/rest/v2/tasks',
      { id: '1' },
      /^Bearer at$/,
    ],
    [
      'airtable@0.2.0',
      'airtable_create_record',
      { input: { base: 'b', tableId: 't', fields: { Name: 'x' } }, secrets: { secret: 'pat' } },
      'POST api.airtable.com/v0/b/t',
      { id: 'rec1' },
      /^Bearer pat$/,
    ],
    [
      'discord@0.2.0',
      'send_message_webhook',
      { input: { webhook_url: 'https://discord.com/api/webhooks/1', content: 'hi' } },
      'POST discord.com/api/webhooks/1',
      { id: '1' },
      /^$/,
    ],
    [
      'telegram-bot@0.2.0',
      'send_text_message',
      { input: { chat_id: '1', message: 'hi' }, secrets: { secret: '1:a' } },
      'POST api.telegram.org/bot1:a/sendMessage',
      { ok: true },
      /^$/,
    ],
    [
      'hubspot@0.2.0',
      'create_contact',
      { input: { firstName: 'A', lastName: 'B' }, secrets: { access_token: 'at' } },
      'POST api.hubapi.com/contacts/v1/contact/',
      { vid: 7 },
      /^Bearer at$/,
    ],
    [
      'trello@0.2.0',
      'get_card',
      { input: { cardId: 'c' }, fields: { username: 'key' }, secrets: { password: 'tok' } },
      'GET api.trello.com/1/cards/c',
      { id: 'c' },
      /^$/,
    ],
    [
      'hackernews@0.2.0',
      'fetch_top_stories',
      { input: { number_of_stories: 0 } },
      'GET hacker-news.firebaseio.com/v0/topstories.json',
      [1, 2],
      /^$/,
    ],
  ])('%s: %s', async (...[name, member, { input, ...connection }, route, answer, authorization]) => {
    const call = { kind: 'action', member, arguments: [input] } as const;
    const { result, seen } = await pieces.call(name, call, {
      ...connection,
      routes: { [route]: () => ({ body: answer }) },
    });
    expect(seen.map(({ method, host, path }) => `${method} ${host}${path}`)).toEqual([route]);
    expect(seen[0]!.headers.authorization ?? '').toMatch(authorization);
    expect(result).toBeDefined();
  });

  test.each([
    [401, 'pause', undefined],
    [404, 'fatal', undefined],
    [429, 'retryable', 'Connector.RateLimited'],
    [503, 'retryable', undefined],
  ])('what a service answers with %d is a failure: %s', async (status, connectorFailure, errorName) => {
    const routes = { 'POST api.airtable.com/v0/b/t': () => ({ status, body: { error: 'why' } }) };
    const call = {
      kind: 'action',
      member: 'airtable_create_record',
      arguments: [{ base: 'b', tableId: 't', fields: {} }],
    } as const;
    await expect(pieces.call('airtable@0.2.0', call, { secrets: { secret: 'pat' }, routes })).rejects.toMatchObject({
      ...{ connectorFailure, errorName },
      detail: { status, body: '{"error":"why"}' },
    });
  });

  test('what was sent and not answered well is nobody’s to repeat', async () => {
    const routes = { 'POST api.airtable.com/v0/b/t': () => ({ status: 502, body: {} }) };
    const call = {
      kind: 'action',
      member: 'airtable_create_record',
      arguments: [{ base: 'b', tableId: 't', fields: {} }],
    } as const;
    await expect(pieces.call('airtable@0.2.0', call, { secrets: { secret: 'pat' }, routes })).rejects.toMatchObject({
      isOutcomeUnknown: true,
    });
  });

  test.each([
    ['mistral-ai@0.3.0', 'list_models', {}, { secret: 'mk' }],
    ['todoist@0.3.1', 'create_task', { content: 'x' }, { access_token: 'at' }],
    ['airtable@0.2.0', 'airtable_create_record', { base: 'b', tableId: 't', fields: {} }, { secret: 'pat' }],
  ])(
    '%s sends nothing to a stranger, though its client sets NODE_TLS_REJECT_UNAUTHORIZED to 0',
    async (...[name, member, input, secrets]) => {
      const call = { kind: 'action', member, arguments: [input] } as const;
      const { failure, seen } = await pieces.callStranger(name, call, secrets);
      expect(failure).toMatchObject({ connectorFailure: 'retryable' });
      expect(JSON.stringify(failure)).toContain('SELF_SIGNED_CERT');
      expect(seen).toEqual([]);
    },
  );

  test('mistral-ai@0.3.0 sends a file of the platform', async () => {
    const file = { $file: 'sha256:abc', name: 'note.txt', type: 'text/plain', size: 5 };
    async function* read() {
      yield await Promise.resolve(Buffer.from('hello'));
    }
    const files = { read: () => Promise.resolve(read()), write: () => Promise.reject(new Error('none')) };
    const call = { kind: 'action', member: 'upload_file', arguments: [{ file, purpose: 'ocr' }] } as const;
    const routes = { 'POST api.mistral.ai/v1/files': () => ({ body: { id: 'f1' } }) };
    const { seen } = await pieces.call('mistral-ai@0.3.0', call, {
      secrets: { secret: 'mk' },
      routes,
      more: { files },
    });
    expect(seen[0]!.text).toMatch(/filename="note\.txt"[\s\S]*hello/);
  });

  test('google-sheets@0.2.0 adds a row, with the token of a connection', async () => {
    const sheet = { sheets: [{ properties: { sheetId: 0, title: 'One' } }] };
    const routes = {
      'GET sheets.googleapis.com/v4/spreadsheets/s': () => ({ body: sheet }),
      'POST sheets.googleapis.com/v4/spreadsheets/s/values/One:append': () => ({
        body: { updates: { updatedRows: 1 } },
      }),
    };
    const call = {
      kind: 'action',
      member: 'insert_row',
      arguments: [{ spreadsheet_id: 's', sheet_id: 0, values: ['a', 'b'] }],
    } as const;
    const { seen } = await pieces.call('google-sheets@0.2.0', call, { secrets: { access_token: 'at' }, routes });
    expect(seen.at(-1)).toMatchObject({ method: 'POST', path: '/v4/spreadsheets/s/values/One:append' });
  });

  test('choices of slack and airtable come from their services', async () => {
    const slack = await pieces.call(
      'slack@0.17.9',
      { kind: 'options', member: 'channel', arguments: [{ input: {} }] },
      {
        secrets: { botToken: 'xoxb-1' },
        routes: {
          'POST slack.com/api/conversations.list': () => ({
            body: { ok: true, channels: [{ id: 'C1', name: 'general' }] },
          }),
        },
      },
    );
    expect((slack.result as OptionList).items).toEqual([{ value: 'C1', label: 'general' }]);
    const airtable = await pieces.call(
      'airtable@0.2.0',
      { kind: 'options', member: 'base', arguments: [{ input: {} }] },
      {
        secrets: { secret: 'pat' },
        routes: { 'GET api.airtable.com/v0/meta/bases': () => ({ body: { bases: [{ id: 'b', name: 'Base' }] } }) },
      },
    );
    expect((airtable.result as OptionList).items).toEqual([{ value: 'b', label: 'Base' }]);
  });

  test('fields inside a dynamic one are a schema', async () => {
    const tables = {
      tables: [{ id: 't', name: 'Table', fields: [{ id: 'f', name: 'Name', type: 'singleLineText' }] }],
    };
    const { result } = await pieces.call(
      'airtable@0.2.0',
      { kind: 'schema', member: 'fields', arguments: [{ input: { base: 'b', tableId: 't' } }] },
      {
        secrets: { secret: 'pat' },
        routes: { 'GET api.airtable.com/v0/meta/bases/b/tables': () => ({ body: tables }) },
      },
    );
    expect(result).toMatchObject({ type: 'object', properties: { f: { title: 'Name' } } });
  });

  test('a connection of slack is tested, and its team is its account', async () => {
    const routes = { 'GET slack.com/api/auth.test': () => ({ body: { ok: true, team_id: 'T1' } }) };
    const call = { kind: 'test', member: 'custom', arguments: [] } as const;
    expect((await pieces.call('slack@0.17.9', call, { secrets: { botToken: 'xoxb-1' }, routes })).result).toEqual({
      id: 'T1',
    });
    const refusing = { 'GET slack.com/api/auth.test': () => ({ body: { ok: false, error: 'invalid_auth' } }) };
    await expect(
      pieces.call('slack@0.17.9', call, { secrets: { botToken: 'xoxb-2' }, routes: refusing }),
    ).rejects.toMatchObject({ connectorFailure: 'pause' });
  });

  test('slack finds in the answer that it was signed in with whose team it is, and the token of the person', async () => {
    const answered = { team: { id: 'T7' }, authed_user: { id: 'U1', access_token: 'xoxp-person' } };
    const secrets = { access_token: 'xoxb-app', token_response: JSON.stringify(answered) };
    const routes: Routes = {
      'GET slack.com/api/auth.test': () => ({ body: { ok: true, team_id: 'T7' } }),
      'POST slack.com/api/chat.postMessage': () => ({ body: { ok: true, ts: '1.2' } }),
      'GET slack.com/api/users.info': () => ({ body: { ok: true, user: { id: 'U1' } } }),
    };
    const test = { kind: 'test', member: 'oauth2', arguments: [] } as const;
    expect((await pieces.call('slack@0.17.9', test, { secrets, routes })).result).toMatchObject({ id: 'T7' });
    const input = { channel: 'C1', text: 'hello', sendAsBot: false };
    const send = { kind: 'action', member: 'send_channel_message', arguments: [input] } as const;
    const { seen } = await pieces.call('slack@0.17.9', send, { secrets, routes });
    expect(seen.map(({ headers }) => headers.authorization)).toContain('Bearer xoxp-person');
    const { token_response: _, ...bare } = secrets;
    await expect(pieces.call('slack@0.17.9', send, { secrets: bare, routes })).rejects.toThrow();
  });

  test('polls of airtable (what has changed): nothing from before, nothing lost by a crash, nothing twice', async () => {
    let records: JsonObject[] = [{ id: 'r1' }];
    const options = {
      secrets: { secret: 'pat' },
      routes: {
        'GET api.airtable.com/v0/b/t/': () => ({ body: { records } }),
        'GET api.airtable.com/v0/b/t': () => ({ body: { records } }),
      },
    };
    const poll = async (cursor?: JsonValue): Promise<Polled> => {
      const request = { input: { base: 'b', tableId: 't' }, cursor, start: new Date(), limit: 100 };
      return (
        await pieces.call('airtable@0.2.0', { kind: 'poll', member: 'new_record', arguments: [request] }, options)
      ).result as Polled;
    };
    const first = await poll();
    expect(first.items).toEqual([]);
    records = [{ id: 'r1' }, { id: 'r2' }];
    const lost = await poll(first.cursor);
    // The process, or the commit, is lost: the same cursor gives the same item under the same id.
    for (const pid of pieces.pids) process.kill(pid, 'SIGKILL');
    await until(() => pieces.pids.length === 0);
    const second = await poll(first.cursor);
    expect(second.items).toEqual(lost.items);
    expect(second.items.map(({ data }) => data.id)).toEqual(['r2']);
    expect((await poll(second.cursor)).items).toEqual([]);
  });

  test('polls of notion (by time): the same', async () => {
    const page = (id: string, atMs: number) => ({
      id,
      object: 'page',
      created_time: new Date(atMs).toISOString(),
      last_edited_time: new Date(atMs).toISOString(),
      properties: {},
      parent: {},
    });
    let pages = [page('old', Date.now() - 60_000)];
    const list = () => ({ body: { results: [...pages].reverse(), has_more: false, next_cursor: null } });
    const routes = {
      'POST api.notion.com/v1/databases/d1/query': list,
      'GET api.notion.com/v1/databases/d1': () => ({
        body: { id: 'd1', object: 'database', data_sources: [{ id: 'd1' }], properties: {} },
      }),
      'POST api.notion.com/v1/data_sources/d1/query': list,
    };
    const poll = async (cursor?: JsonValue): Promise<Polled> => {
      const request = { input: { database_id: 'd1' }, cursor, start: new Date(), limit: 100 };
      const nowMs = () => Date.now() + 600_000;
      return (
        await pieces.call(
          'notion@0.7.3',
          { kind: 'poll', member: 'new_database_item', arguments: [request] },
          { secrets: { accessToken: 'ntn' }, routes, nowMs },
        )
      ).result as Polled;
    };
    const first = await poll();
    expect(first.items).toEqual([]);
    pages = [...pages, page('new', Date.now() + 60_000)];
    const second = await poll(first.cursor);
    expect(second.items.map(({ data }) => data.id)).toEqual(['new']);
    expect((await poll(second.cursor)).items).toEqual([]);
  });

  test('a webhook of stripe is created, delivers, and is removed', async () => {
    const secrets = { secret: 'sk_1' };
    const wanted = { url: 'https://millrace.example/hooks/1', secret: 's', identity: {} };
    const created = await pieces.call(
      'stripe@0.2.0',
      { kind: 'create', member: 'new_customer', arguments: [wanted] },
      {
        secrets,
        routes: { 'POST api.stripe.com/v1/webhook_endpoints': () => ({ body: { id: 'we_1' } }) },
      },
    );
    expect(created.seen[0]!.text).toContain('millrace.example');
    const received = await pieces.call(
      'stripe@0.2.0',
      { kind: 'receive', member: 'new_customer', arguments: [delivery({ data: { object: { id: 'cus_1' } } }), {}] },
      { secrets },
    );
    expect(received.result).toEqual([{ id: expect.any(String) as string, data: { id: 'cus_1' } }]);
    const removed = await pieces.call(
      'stripe@0.2.0',
      { kind: 'remove', member: 'new_customer', arguments: [created.result] },
      {
        secrets,
        routes: { 'DELETE api.stripe.com/v1/webhook_endpoints/we_1': () => ({ body: { deleted: true } }) },
      },
    );
    expect(removed.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /v1/webhook_endpoints/we_1']);
  });

  test('events of slack: the challenge, the team, the signature, and only what the trigger listens to', async () => {
    const secrets = { botToken: 'xoxb-1' };
    const routes = { 'GET slack.com/api/auth.test': () => ({ body: { ok: true, team_id: 'T1' } }) };
    const ask = async (kind: 'handshake' | 'account' | 'verifySignature', ...given: readonly unknown[]) =>
      (await pieces.call('slack@0.17.9', { kind, member: 'new_message', arguments: given })).result;
    expect(await ask('handshake', delivery({ challenge: 'c' }))).toMatchObject({ body: 'c' });
    const message = { team_id: 'T1', event: { type: 'message', channel_type: 'channel', text: 'hi' } };
    expect(await ask('handshake', delivery(message))).toBeNull();
    expect(await ask('account', delivery(message))).toBe('T1');
    const { text } = delivery(message);
    const signature = `v0=${createHmac('sha256', 'hush').update(`v0:1:${text}`).digest('hex')}`;
    const signed = delivery(message, { 'x-slack-request-timestamp': '1', 'x-slack-signature': signature });
    expect(await ask('verifySignature', signed, 'hush')).toBe(true);
    expect(await ask('verifySignature', signed, 'other')).toBe(false);
    const receive = async (json: JsonValue) =>
      (
        await pieces.call(
          'slack@0.17.9',
          { kind: 'receive', member: 'new_message', arguments: [delivery(json), { ignoreBots: true }] },
          { secrets, routes },
        )
      ).result;
    expect(await receive(message)).toEqual([{ id: expect.any(String) as string, data: message.event }]);
    expect(await receive({ ...message, event: { type: 'reaction_added' } })).toEqual([]);
  });

  test('what the registry has not, and what it has since yesterday only', async () => {
    const { signal } = new AbortController();
    const place = openFolder();
    const request = { packageName: '@activepieces/piece-discord', folder: place, signal };
    await expect(installPiece({ ...request, version: '99.0.0' })).rejects.toMatchObject({
      ...{ code: 'piece.not_found', message: expect.stringContaining('0.2.0') as string },
    });
    const missing = { ...request, packageName: '@activepieces/piece-nobody-has-this', version: '1.0.0' };
    await expect(installPiece(missing)).rejects.toMatchObject({ code: 'piece.not_found' });
    // It was published on 2025-10-04.
    const nowMs = () => Date.parse('2025-10-05T00:00:00Z');
    const young = installPiece({ ...request, version: '0.2.0', nowMs });
    await expect(young).rejects.toMatchObject({ code: 'piece.too_young' });
    expect((await installPiece({ ...request, version: '0.2.0', nowMs, allowYoung: true })).generation).toBe(0);
    await rm(place, { recursive: true, force: true });
  }, 120_000);

  test('a pause where the platform has none is refused in words', async () => {
    const call = { kind: 'action', member: 'delay_for', arguments: [{ unit: 'hours', delayFor: 2 }] } as const;
    await expect(pieces.call('delay@0.3.26', call)).rejects.toMatchObject({
      detail: { code: 'connector.unsupported_context' },
    });
  });
});
