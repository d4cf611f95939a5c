// What pieces of each generation find around them: the adapter is whatever their framework expects it to be.
import type { FileReference, JsonObject, JsonValue } from '@millrace/connector-sdk';
import { tinyAction, tinyContext, tinyPiece, TinyPieces } from '../testing/tiny-pieces.ts';

const pieces = new TinyPieces();
afterAll(() => pieces.close());

/** A piece whose action gives what it finds. `context`: the version that it says; undefined: it says none. */
function pieceOf(context: string | undefined, auth: string, run: string): string {
  const info = context === undefined ? '' : `getContextInfo: () => ({ version: '${context}' }),`;
  return `exports.tiny = { displayName: 'Tiny', description: '', ${info} auth: ${auth}, events: undefined,
    actions: () => ({ ${tinyAction('go', run)} }), triggers: () => ({}) };`;
}
/** 2023: no functions for its parts, and the connection is a field. */
const firstPiece = (field: string, run: string): string =>
  `exports.tiny = { name: 'tiny', version: '0.2.0', displayName: 'Tiny', description: '', _triggers: {}, _actions: {
    'go': { name: 'go', displayName: 'Go', description: '', sampleData: {}, props: { authentication: ${field},
      channel: { type: 'DROPDOWN', displayName: 'Channel', required: true, refreshers: ['authentication'],
        options: async ({ authentication }) => ({ options: [{ label: 'With ' + JSON.stringify(authentication), value: 1 }] }) } },
      run: ${run} } } };`;

const SECRET = "{ type: 'SECRET_TEXT', displayName: 'Key', required: true }";
const BASIC =
  "{ type: 'BASIC_AUTH', displayName: 'Log in', required: true, username: { displayName: 'Name' }, password: { displayName: 'Word' } }";
const CUSTOM = `{ type: 'CUSTOM_AUTH', displayName: 'Custom', required: true, props: {
  base: { type: 'SHORT_TEXT', displayName: 'Base', required: true }, key: { type: 'SECRET_TEXT', displayName: 'Key', required: true } } }`;
const OAUTH = `{ type: 'OAUTH2', displayName: 'Sign in', required: true, authUrl: 'https://{region}.example/auth', tokenUrl: 'https://{region}.example/token',
  scope: ['read', 'write'], pkce: true, authorizationMethod: 'HEADER', extra: { owner: 'user' },
  props: { region: { type: 'SHORT_TEXT', displayName: 'Region', required: true } } }`;

const act = async (
  code: string,
  options: Parameters<typeof tinyContext>[0],
  input: JsonObject = {},
): Promise<unknown> =>
  (await pieces.open(code))({ kind: 'action', member: 'go', arguments: [tinyContext(options).context, input] });

describe('the value of a connection', () => {
  const secret = { secrets: { secret: 'k' } };
  const basic = { fields: { username: 'u' }, secrets: { password: 'p' } };
  const custom = { fields: { base: 'b' }, secrets: { key: 'k' } };
  const oauth = { fields: { region: 'eu' }, secrets: { access_token: 'at', token_response: '{"team":{"id":"T1"}}' } };
  const token = {
    type: 'OAUTH2',
    access_token: 'at',
    token_type: 'Bearer',
    scope: '',
    data: { team: { id: 'T1' }, access_token: 'at' },
    props: { region: 'eu' },
  };
  test.each<[string, string | undefined, string, Parameters<typeof tinyContext>[0], JsonValue]>([
    ['a secret text', undefined, SECRET, secret, 'k'],
    ['a secret text', '1', SECRET, secret, { type: 'SECRET_TEXT', secret_text: 'k' }],
    ['a secret text', '2', SECRET, secret, { type: 'SECRET_TEXT', secret_text: 'k' }],
    ['a name and a password', undefined, BASIC, basic, { username: 'u', password: 'p' }],
    ['a name and a password', '2', BASIC, basic, { type: 'BASIC_AUTH', username: 'u', password: 'p' }],
    ['fields of its own', undefined, CUSTOM, custom, { base: 'b', key: 'k' }],
    ['fields of its own', '1', CUSTOM, custom, { type: 'CUSTOM_AUTH', props: { base: 'b', key: 'k' } }],
    ['OAuth', undefined, OAUTH, oauth, token],
    ['OAuth', '2', OAUTH, oauth, token],
  ])('%s, in context %s', async (...[, context, auth, held, expected]) =>
    expect(await act(pieceOf(context, auth, 'async ({ auth }) => auth'), held)).toEqual(expected),
  );

  test('in the first generation it is in the field, whatever that is called, and choices get it there too', async () => {
    const invoke = await pieces.open(firstPiece(SECRET, 'async ({ propsValue }) => propsValue'));
    const { context } = tinyContext(secret);
    expect(await invoke({ kind: 'action', member: 'go', arguments: [context, { channel: 1 }] })).toEqual({
      channel: 1,
      authentication: 'k',
    });
    expect(await invoke({ kind: 'options', member: 'channel', arguments: [context, { input: {} }] })).toEqual({
      items: [{ value: 1, label: 'With "k"' }],
    });
  });

  test('of several ways the one that the connection was made for', async () => {
    const code = pieceOf('2', `[${OAUTH}, ${CUSTOM}]`, 'async ({ auth }) => auth.type');
    expect(await act(code, custom)).toBe('CUSTOM_AUTH');
    expect(await act(code, oauth)).toBe('OAUTH2');
    await expect(act(code, {})).rejects.toMatchObject({ detail: { code: 'connection.not_connected' } });
  });

  test('the ways of signing in are those of a connector', async () => {
    const { manifest } = await pieces.install(
      pieceOf('2', `[${OAUTH}, ${CUSTOM}, ${BASIC}, ${SECRET}]`, 'async () => 1'),
    );
    expect(manifest.permissions).toMatchObject({ secrets: true, hosts: [] });
    expect(manifest.auth).toMatchObject({
      oauth2: {
        kind: 'oauth2',
        fields: { required: ['region'] },
        oauth2: {
          ...{
            grant: 'authorization_code',
            authorizeUrl: 'https://{connection.region}.example/auth',
            clientAuth: 'basic',
            pkce: true,
          },
          ...{ scopes: { read: 'read', write: 'write' }, authorizeParams: { owner: 'user' } },
        },
      },
      custom: { kind: 'custom', fields: { properties: { key: { 'x-sensitive': true }, base: { type: 'string' } } } },
      basic: {
        kind: 'basic',
        fields: { properties: { username: { title: 'Name' }, password: { title: 'Word', 'x-sensitive': true } } },
      },
      secret: { kind: 'custom', fields: { properties: { secret: { 'x-sensitive': true } } } },
    });
  });

  test('a connection is tested by the piece’s own check', async () => {
    const auth = CUSTOM.replace(
      "type: 'CUSTOM_AUTH',",
      "type: 'CUSTOM_AUTH', validate: async ({ auth }) => auth.key === 'k' ? { valid: true } : { valid: false, error: 'wrong key' },",
    );
    const invoke = await pieces.open(pieceOf('2', auth, 'async () => 1'));
    const call = (key: string) =>
      invoke({
        kind: 'test',
        member: 'custom',
        arguments: [tinyContext({ fields: { base: 'b' }, secrets: { key } }).context],
      });
    expect(await call('k')).toEqual({});
    await expect(call('x')).rejects.toMatchObject({
      connectorFailure: 'pause',
      message: 'Tiny does not accept the connection: wrong key',
    });
  });
});

describe('the context', () => {
  const FOUND = `async (context) => ({
    members: Object.keys(context).sort(), run: Object.keys(context.run).sort(), server: context.server, url: context.serverUrl ?? null,
    project: context.project.id, flow: context.flows.current.id, step: context.step.name, runId: context.run.id, type: context.executionType })`;

  test.each<[string | undefined, boolean, boolean]>([
    [undefined, true, true],
    ['1', true, false],
    ['2', false, false],
  ])('of version %s: old ways of pausing %s, an address of a server %s', async (context, canPause, hasUrl) => {
    const found = (await act(pieceOf(context, 'undefined', FOUND), {})) as Record<string, unknown>;
    expect(found).toMatchObject({
      ...{ project: 'w1', flow: 'orders', step: 'Send', runId: 'r1', type: 'BEGIN' },
      server: { apiUrl: 'https://piece.invalid/api/', token: '' },
    });
    expect(found.members).toEqual(
      expect.arrayContaining([
        'auth',
        'connections',
        'files',
        'flows',
        'output',
        'project',
        'propsValue',
        'run',
        'server',
        'step',
        'store',
        'tags',
      ]),
    );
    expect((found.run as string[]).includes('pause')).toBe(canPause);
    expect((found.members as string[]).includes('generateResumeUrl')).toBe(canPause);
    expect(found.url !== null).toBe(hasUrl);
  });

  test.each([
    ['flows.list', 'context.flows.list()'],
    ['agent.tools', 'context.agent.tools({})'],
    ['ai.execute', 'context.ai.execute({})'],
    ['run.createWaitpoint', "context.run.createWaitpoint({ type: 'DELAY', resumeDateTime: new Date().toISOString() })"],
  ])('%s is refused, even if the piece swallows it', async (_, call) => {
    for (const run of [
      `async (context) => ${call}`,
      `async (context) => { try { await ${call}; } catch {} return 'fine'; }`,
    ]) {
      const failed = act(tinyPiece({ actions: tinyAction('go', run) }), {});
      await expect(failed).rejects.toMatchObject({
        connectorFailure: 'fatal',
        detail: { code: 'connector.unsupported_context' },
      });
    }
  });

  test('a pause is the platform’s, where it has one, and so is what comes after', async () => {
    const run = `async ({ executionType, resumePayload, run }) => {
      if (executionType === 'RESUME') return { resumed: resumePayload };
      const { id, buildResumeUrl } = await run.createWaitpoint({ type: 'WEBHOOK' });
      run.waitForWaitpoint(id);
      return buildResumeUrl({ queryParams: { yes: '1' } }); }`;
    const invoke = await pieces.open(tinyPiece({ actions: tinyAction('go', run) }));
    const wait = ((until: unknown) => ({ paused: until })) as never;
    const { context } = tinyContext({
      more: { callbackUrl: () => Promise.resolve('https://millrace.example/c/1'), wait },
    });
    expect(await invoke({ kind: 'action', member: 'go', arguments: [context, {}] })).toEqual({
      paused: { callback: true, state: null },
    });
    const after = {
      kind: 'resume' as const,
      member: 'go',
      arguments: [context, {}, { state: null, payload: { body: { yes: 1 } } }],
    };
    expect(await invoke(after)).toEqual({ resumed: { body: { yes: 1 }, headers: {}, queryParams: {} } });
  });

  test('an answer to whoever started the run is the platform’s, where it has one', async () => {
    const code = tinyPiece({
      actions: tinyAction('go', 'async ({ run }) => { run.stop({ response: { status: 201, body: 1 } }); return 2; }'),
    });
    const answers: JsonValue[] = [];
    expect(await act(code, { more: { respond: (given) => answers.push(given) } })).toBe(2);
    expect(answers).toEqual([{ status: 201, body: 1 }]);
    await expect(act(code, {})).rejects.toMatchObject({ detail: { code: 'connector.unsupported_context' } });
  });

  test('what an action stores is kept when it ends well, for its workflow or for all', async () => {
    const run = `async ({ store, propsValue }) => {
      const before = await store.get('own'); await store.put('own', { count: (before?.count ?? 0) + 1 });
      await store.put('shared', 'x', 'COLLECTION'); await store.delete('gone');
      const now = await store.get('own'); if (propsValue.fails) throw new Error('after writing'); return [before, now]; }`;
    const invoke = await pieces.open(
      tinyPiece({
        actions: tinyAction('go', run, "fails: { type: 'CHECKBOX', displayName: 'Fails', required: false }"),
      }),
    );
    const { context, stored } = tinyContext();
    const call = (input: JsonObject) => invoke({ kind: 'action', member: 'go', arguments: [context, input] });
    await expect(call({ fails: true })).rejects.toThrow('after writing');
    expect([...stored]).toEqual([]);
    expect(await call({})).toEqual([null, { count: 1 }]);
    expect(await call({})).toEqual([{ count: 1 }, { count: 2 }]);
    expect(Object.fromEntries(stored)).toEqual({ 'piece/orders/own': { count: 2 }, 'piece/all/shared': 'x' });
    await expect(
      act(tinyPiece({ actions: tinyAction('go', run) }), { more: { store: undefined as never } }),
    ).rejects.toMatchObject({
      detail: { code: 'connector.unsupported_context' },
    });
  });
});

describe('values of a form', () => {
  const reference: FileReference = { $file: 'sha256:abc', name: 'note.txt', type: 'text/plain', size: 5 };
  async function* bytes(text: string): AsyncIterable<Uint8Array> {
    yield await Promise.resolve(Buffer.from(text));
  }
  const FILES =
    "file: { type: 'FILE', displayName: 'File', required: true }, rows: { type: 'ARRAY', displayName: 'Rows', properties: { part: { type: 'FILE', displayName: 'Part' } } }, more: { type: 'DYNAMIC', displayName: 'More', refreshers: [], props: async () => ({}) }";

  test('files are read when they are wanted, and what is written is a reference in the output', async () => {
    const run = `async ({ propsValue: { file, rows, more }, files }) => ({
      file: [file.filename, file.extension, file.data.toString(), file.base64],
      row: rows[0].part.data.toString(), inside: more.deep.data.toString(),
      made: await files.write({ fileName: 'out.csv', data: Buffer.from('a,b') }) })`;
    const written: { name: string; type: string; text: string }[] = [];
    const files = {
      read: (file: FileReference) => Promise.resolve(bytes(`bytes of ${file.name}`)),
      write: async ({ name, type, data }: { name: string; type: string; data: AsyncIterable<Uint8Array> }) => {
        const chunks = [];
        for await (const chunk of data) chunks.push(chunk);
        written.push({ name, type, text: Buffer.concat(chunks).toString() });
        return { $file: 'sha256:def', name, type, size: 3 };
      },
    };
    const input = {
      file: { ...reference },
      rows: [{ part: { ...reference } }],
      more: { deep: { $base64: 'aGk=', name: 'x' } },
    };
    expect(await act(tinyPiece({ actions: tinyAction('go', run, FILES) }), { more: { files } }, input)).toEqual({
      file: ['note.txt', 'txt', 'bytes of note.txt', Buffer.from('bytes of note.txt').toString('base64')],
      ...{ row: 'bytes of note.txt', inside: 'hi' },
      made: { $file: 'sha256:def', name: 'out.csv', type: 'text/csv', size: 3 },
    });
    expect(written).toEqual([{ name: 'out.csv', type: 'text/csv', text: 'a,b' }]);
  });

  test('what is left out has its default', async () => {
    const props =
      "size: { type: 'NUMBER', displayName: 'Size', required: true, defaultValue: 3 }, note: { type: 'SHORT_TEXT', displayName: 'Note', required: false }";
    const code = tinyPiece({ actions: tinyAction('go', 'async ({ propsValue }) => propsValue', props) });
    expect(await act(code, {}, {})).toEqual({ size: 3 });
    expect(await act(code, {}, { size: 4, note: 'n' })).toEqual({ size: 4, note: 'n' });
  });

  test('choices are searched, and fields inside are a schema', async () => {
    const props = `list: { type: 'DROPDOWN', displayName: 'List', required: true, refreshers: ['size'],
        options: async ({ size }, { searchValue }) => ({ options: ['one', 'two'].map((label) => ({ label, value: label + size + (searchValue ?? '') })) }) },
      more: { type: 'DYNAMIC', displayName: 'More', required: true, refreshers: ['list'], props: async ({ list }) => ({
        [list]: { type: 'STATIC_DROPDOWN', displayName: 'Inside', required: true, options: { options: [{ label: 'A', value: 'a' }] } } }) }`;
    const invoke = await pieces.open(tinyPiece({ actions: tinyAction('go', 'async () => 1', props) }));
    const { context } = tinyContext();
    expect(
      await invoke({ kind: 'options', member: 'list', arguments: [context, { input: { size: 7 }, search: 'tw' }] }),
    ).toEqual({
      items: [{ value: 'two7tw', label: 'two' }],
    });
    expect(
      await invoke({ kind: 'schema', member: 'more', arguments: [context, { input: { list: 'x' } }] }),
    ).toMatchObject({
      ...{ type: 'object', required: ['x'], additionalProperties: false },
      properties: { x: { title: 'Inside', oneOf: [{ const: 'a', title: 'A' }] } },
    });
  });
});
