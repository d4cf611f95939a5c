// Recordings: played in order, told of misses, and never with a secret in them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { Subject } from '../checks/subject.ts';
import { aRead, aSubject } from '../checks/toy-desk.ts';
import type { ActionCase } from '../test-case.ts';
import { bytesOf, textOf, type Wire, type WireRequest } from '../wire/wire.ts';
import { driftOf } from './answer-shape.ts';
import type { RecordedExchange } from './exchange.ts';
import { checkRecorded, fileOfCase, isRecorded } from './recorded-case.ts';
import { replayWire } from './replay-wire.ts';
import { writeRecording } from './scrub.ts';
import { formsOfSecret } from './secret-forms.ts';
import { readTestMode } from './test-mode.ts';

const SECRET = 'a+b/c~"s3cret"';
const REAL = { auth: 'token', fields: { token: 'real-token-789' } };
const { signal } = new AbortController();
const nothing = { secrets: [], fields: {} };
const exchange = (url: string, body: RecordedExchange['response']['body'] = { n: 1 }): RecordedExchange => ({
  at: '2026-03-02T09:30:00.000Z',
  request: { method: 'GET', url: `https://desk.example/${url}`, headers: {}, body: null },
  response: { status: 200, headers: { 'content-type': 'application/json' }, body },
});
const asked = (url: string, changes: Partial<WireRequest> = {}): WireRequest => ({
  ...{ method: 'GET', url: `https://desk.example/${url}`, headers: {}, body: bytesOf('') },
  ...changes,
});

describe('playing', () => {
  test('equal requests are answered in order, whatever the order of their parts', async () => {
    const { wire, misses } = replayWire(
      [exchange('a?x=1&y=2', 'first'), exchange('a?y=2&x=1', 'second')],
      () => nothing,
    );
    const answers = [await wire(asked('a?y=2&x=1'), signal), await wire(asked('a?x=1&y=2'), signal)];
    expect(answers.map(({ body }) => textOf(body))).toEqual(['"first"', '"second"']);
    expect(misses).toEqual([]);
  });

  test('members of a body may come in any order', async () => {
    const json = { 'content-type': 'application/json' };
    const recorded = exchange('a');
    const post = {
      ...recorded,
      request: { ...recorded.request, method: 'POST', headers: json, body: { a: 1, b: [{ c: 2 }] } },
    };
    const { wire, misses } = replayWire([post], () => nothing);
    await wire(asked('a', { method: 'POST', headers: json, body: bytesOf('{"b":[{"c":2}],"a":1}') }), signal);
    expect(misses).toEqual([]);
  });

  test('a miss tells the nearest request and what differs', async () => {
    const { wire, misses } = replayWire([exchange('other'), exchange('tickets?page=1&size=5')], () => nothing);
    const answer = await wire(asked('tickets?page=2&size=5&sort=at'), signal);
    expect(answer.status).toBe(418);
    expect(misses).toEqual([
      [
        'Nobody has recorded GET https://desk.example/tickets?page=2&size=5&sort=at. The nearest is GET https://desk.example/tickets?page=1&size=5:',
        '  - query.page: 1',
        '  + query.page: 2',
        '  + query.sort: at',
      ].join('\n'),
    ]);
  });

  test('asked more often than recorded, and of an empty recording', async () => {
    const { wire, misses } = replayWire([exchange('a')], () => nothing);
    await wire(asked('a'), signal);
    await wire(asked('a'), signal);
    expect(misses).toEqual([
      'Nobody has recorded GET https://desk.example/a so often: the recording has it fewer times.',
    ]);
    const empty = replayWire([], () => nothing);
    await empty.wire(asked('a'), signal);
    expect(empty.misses).toEqual(['Nobody has recorded GET https://desk.example/a: the recording is empty.']);
  });

  test('broken JSON and bytes are played as they came', async () => {
    const broken = exchange('broken', { $text: '{"a":' });
    const { wire } = replayWire([broken, exchange('bytes', { $base64: '/wA=' })], () => nothing);
    expect(textOf((await wire(asked('broken'), signal)).body)).toBe('{"a":');
    expect([...(await wire(asked('bytes'), signal)).body]).toEqual([255, 0]);
  });
});

describe('writing down', () => {
  const write = (body: RecordedExchange['response']['body'], secrets = [SECRET]): string =>
    writeRecording([exchange('a', body)], { secrets, fields: {} });

  test.each(formsOfSecret(SECRET).map((form) => [form]))('takes out %j', (form) => {
    const text = write({ echoed: `before ${form} after` });
    expect(text).not.toContain(form);
    expect(text).toContain('SECRET_1');
    expect(JSON.parse(text)).toHaveLength(1);
  });

  test.each([0, 1, 2])('takes out what is inside a longer base64, at any place (%d)', (length) => {
    const inside = Buffer.from(`${'u'.repeat(length)}:${SECRET}`).toString('base64');
    expect(write({ echoed: inside })).toContain('SECRET_1');
  });

  test.each([
    ['in other letters', SECRET.toUpperCase()],
    ['encoded twice', encodeURIComponent(encodeURIComponent(SECRET))],
    ['JSON in JSON in JSON', JSON.stringify(JSON.stringify({ a: SECRET }))],
    ['base64 of base64', Buffer.from(`x${Buffer.from(SECRET).toString('base64')}`).toString('base64')],
  ])('refuses what it cannot take out: %s', (_, disguised) =>
    expect(() => write({ echoed: disguised })).toThrow('The recording is not written'),
  );

  test('the refusal does not tell the secret', () => {
    const refuse = (): string => write({ echoed: SECRET.toUpperCase() });
    expect(refuse).toThrow('begins with "a+"');
    expect(refuse).not.toThrow('s3cret');
  });

  test('names of the account are taken out of addresses', () => {
    const own = { ...exchange('a'), request: { ...exchange('a').request, url: 'https://blue.bluedesk.example/blue' } };
    const text = writeRecording([own], { secrets: [], fields: { site: 'blue' } });
    expect(text).toContain('https://field-site.bluedesk.example/blue');
  });
});

describe('a case', () => {
  let folder: URL;
  beforeEach(() => (folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'recordings-'))}/`)));
  afterEach(() => rmSync(folder, { recursive: true }));

  const tried: ActionCase = { action: 'read', input: {} };
  const read = aRead(async ({ http }) => (await http.get('/tickets', { as: 'json' })).body);
  const subject = (action = read): Subject => aSubject({ actions: { read: action } }, [tried]);
  const service: Wire = ({ headers }) =>
    Promise.resolve({
      status: 200,
      headers: { 'content-type': 'application/json', 'set-cookie': 'session=1', 'x-request-id': '7' },
      body: bytesOf(JSON.stringify({ tickets: [{ id: 1 }], you: headers.authorization })),
    });

  test('is recorded, and played from its recording', async () => {
    expect(isRecorded(folder, tried)).toBe(false);
    const mode = { kind: 'record', connection: REAL } as const;
    expect(await checkRecorded(subject(), tried, { folder, mode, wire: service })).toEqual([]);
    const text = readFileSync(fileOfCase(folder, tried), 'utf8');
    expect(text).not.toMatch(/real-token-789|session|x-request-id|authorization/);
    expect(JSON.parse(text)).toMatchObject([
      { request: { method: 'GET', url: 'https://desk.example/api/tickets' }, response: { status: 200 } },
    ]);
    expect(await checkRecorded(subject(), tried, { folder, mode: { kind: 'replay' } })).toEqual([]);
  });

  test('asks for what is not recorded', async () => {
    writeFileSync(fileOfCase(folder, tried), JSON.stringify([exchange('api/tickets?page=1')]));
    expect(await checkRecorded(subject(), tried, { folder, mode: { kind: 'replay' } })).toEqual([
      expect.stringMatching(/^Nobody has recorded GET .*\n {2}- query.page: 1$/),
    ]);
  });

  test('is compared with what was recorded: what is gone or another is told', async () => {
    const before = exchange('api/tickets', { tickets: [{ id: 'T-1', by: 'Ada' }], you: 'x', more: [] });
    writeFileSync(fileOfCase(folder, tried), JSON.stringify([before]));
    const mode = { kind: 'live', connection: REAL } as const;
    expect(await checkRecorded(subject(), tried, { folder, mode, wire: service })).toEqual([
      'GET /api/tickets: "tickets[].id" is number, and was string.',
      'GET /api/tickets: "tickets[].by" is not there any more.',
      'GET /api/tickets: "more" is not there any more.',
    ]);
  });

  test.each(['record', 'live'] as const)('%s asks nobody by a connection that is made up', async (kind) => {
    const never: Wire = () => Promise.reject(new Error('It was asked.'));
    const problems = await checkRecorded(subject(), tried, { folder, mode: { kind }, wire: never });
    expect(problems).toEqual([expect.stringContaining('connector test --live <connection>')]);
  });

  test('is not recorded when it fails', async () => {
    const failing: Wire = () => Promise.resolve({ status: 404, headers: {}, body: bytesOf('') });
    const mode = { kind: 'record', connection: REAL } as const;
    const problems = await checkRecorded(subject(), tried, { folder, mode, wire: failing });
    expect(problems).toEqual([expect.stringContaining('it was to work')]);
    expect(isRecorded(folder, tried)).toBe(false);
  });
});

test('an empty list shows nothing of what is in it', () =>
  expect(driftOf([exchange('a', { list: [{ id: 1 }] })], [exchange('a', { list: [] })])).toEqual([]));

test('how the tests are run is said by the environment', () => {
  expect(readTestMode({})).toEqual({ kind: 'replay' });
  const connection = { auth: 'token', fields: { token: 'abc' } };
  const given = { MILLRACE_CONNECTOR_TEST: 'live', MILLRACE_CONNECTOR_TEST_CONNECTION: JSON.stringify(connection) };
  expect(readTestMode(given)).toEqual({ kind: 'live', connection });
  expect(() => readTestMode({ MILLRACE_CONNECTOR_TEST: 'rekord' })).toThrow('where record, live or replay may be');
  const broken = { MILLRACE_CONNECTOR_TEST_CONNECTION: '{"token":"s3cret"' };
  expect(() => readTestMode(broken)).toThrow('is no connection');
  expect(() => readTestMode(broken)).not.toThrow('s3cret');
});
