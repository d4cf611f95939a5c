import { BrokenWire, bytesOf, parseJson, textOf, type WireRequest, type WireResponse } from '../wire/wire.ts';
import type { Fault } from '../wire/faults.ts';
import { fakeApi, type FakeApi } from './fake-api.ts';
import { cutPage, linkToPage } from './fake-pages.ts';

interface State {
  notes: string[];
}
const BASE = 'https://notes.example/v1';
const { signal } = new AbortController();

const aFake = (changes: Partial<Parameters<typeof fakeApi<State>>[0]> = {}): FakeApi<State> =>
  fakeApi<State>({
    base: BASE,
    state: () => ({ notes: [] }),
    routes: {
      'GET /notes/{id}': ({ params }, { state }) => ({ json: { note: state.notes[Number(params.id)] ?? null } }),
      'POST /notes': ({ json, form, text }, { state }) => {
        state.notes.push((json as { note?: string } | null)?.note ?? form.get('note') ?? text);
        return { status: 201, json: { id: state.notes.length - 1 } };
      },
      'DELETE /notes': () => ({}),
      'GET /file': () => ({ bytes: Uint8Array.of(1, 2), headers: { 'Content-Type': 'image/png' }, cookies: ['a=b'] }),
    },
    ...changes,
  });
const ask = (fake: FakeApi<State>, path: string, changes: Partial<WireRequest> = {}): Promise<WireResponse> =>
  fake.wire({ method: 'GET', url: `${BASE}${path}`, headers: {}, body: bytesOf(''), ...changes }, signal);
const post = (fake: FakeApi<State>, body = '{"note":"a"}', type = 'application/json') =>
  ask(fake, '/notes', { method: 'POST', headers: { 'content-type': type }, body: bytesOf(body) });
const jsonOf = ({ body }: WireResponse): unknown => parseJson(textOf(body));

test('it remembers what was done, and forgets it when told to', async () => {
  const fake = aFake();
  expect(await post(fake)).toMatchObject({ status: 201 });
  await post(fake, 'note=b', 'application/x-www-form-urlencoded');
  await post(fake, 'c', 'text/plain');
  expect(fake.state.notes).toEqual(['a', 'b', 'c']);
  expect(jsonOf(await ask(fake, '/notes/1?x=1'))).toEqual({ note: 'b' });
  expect(fake.requests.map(({ method, path, query }) => [method, path, query.x])).toEqual([
    ['POST', '/notes', undefined],
    ['POST', '/notes', undefined],
    ['POST', '/notes', undefined],
    ['GET', '/notes/1', '1'],
  ]);
  fake.reset();
  expect([fake.state.notes, fake.requests]).toEqual([[], []]);
});

test('it does a thing once for each key', async () => {
  const fake = aFake({
    routes: {
      'POST /notes': ({ headers, text }, { state, once }) =>
        once(headers['idempotency-key'], () => ({ json: state.notes.push(text) })),
    },
  });
  const send = (body: string, headers = {}) => ask(fake, '/notes', { method: 'POST', headers, body: bytesOf(body) });
  const answers = [
    await send('a', { 'idempotency-key': '1' }),
    await send('b', { 'idempotency-key': '1' }),
    await send('c'),
  ];
  expect(answers.map(jsonOf)).toEqual([1, 1, 2]);
  expect(fake.state.notes).toEqual(['a', 'c']);
});

test.each([
  ['/nothing', 'GET', 404],
  ['/notes/1', 'PUT', 405],
  ['/notes', 'DELETE', 204],
])('%s by %s is %d', async (path, method, status) =>
  expect((await ask(aFake(), path, { method })).status).toBe(status),
);

test('it knows who asks', async () => {
  const fake = aFake({ accepts: ({ headers }) => headers.authorization === 'Bearer x' });
  expect((await ask(fake, '/file')).status).toBe(401);
  expect((await ask(fake, '/file', { headers: { authorization: 'Bearer x' } })).status).toBe(200);
});

test.each(['https://notes.example/v10/file', 'https://other.example/v1/file'])(
  'it does not answer at %s',
  async (url) =>
    expect(aFake().wire({ method: 'GET', url, headers: {}, body: bytesOf('') }, signal)).rejects.toMatchObject({
      code: 'ENOTFOUND',
      wasSent: false,
    }),
);

test('routes are written as they are read', () =>
  expect(() => aFake({ routes: { 'get /notes': () => ({}) } })).toThrow('"get /notes" is no route'));

describe('faults', () => {
  const withFault = (fault: Fault, times?: number): FakeApi<State> => {
    const fake = aFake();
    fake.fail(fault, times === undefined ? {} : { times });
    return fake;
  };

  test('a status, as often as said, and only where it is meant', async () => {
    const fake = aFake();
    fake.fail(
      { kind: 'status', status: 429, headers: { 'retry-after': '3' } },
      { times: 2, only: ({ method }) => method === 'POST' },
    );
    expect((await ask(fake, '/file')).status).toBe(200);
    expect(await post(fake)).toMatchObject({ status: 429, headers: { 'retry-after': '3' } });
    expect((await post(fake)).status).toBe(429);
    expect((await post(fake)).status).toBe(201);
    expect(fake.state.notes).toEqual(['a']);
  });

  test.each([
    ['before', []],
    ['after', ['a']],
  ] as const)('the connection breaks %s the work', async (work, notes) => {
    const fake = withFault({ kind: 'reset', work });
    await expect(post(fake)).rejects.toMatchObject({ code: 'ECONNRESET', wasSent: true });
    expect(fake.state.notes).toEqual(notes);
  });

  test('nobody is there', async () =>
    expect(post(withFault({ kind: 'unreachable' }))).rejects.toEqual(expect.any(BrokenWire)));

  test('JSON that breaks off, a page of HTML, a redirect', async () => {
    expect(jsonOf(await post(withFault({ kind: 'truncated' })))).toBeUndefined();
    expect((await post(withFault({ kind: 'html' }))).headers['content-type']).toContain('text/html');
    const elsewhere = withFault({ kind: 'redirect', location: 'https://other.example/' });
    expect(await post(elsewhere)).toMatchObject({ status: 302, headers: { location: 'https://other.example/' } });
  });

  test('a late answer comes when its time is there', async () => {
    const fake = withFault({ kind: 'slow', delayMs: 3000 });
    let status = 0;
    const answer = post(fake).then((response) => (status = response.status));
    await fake.clock.advance(2999);
    expect(status).toBe(0);
    await fake.clock.advance(1);
    expect(await answer).toBe(201);
  });

  test('no answer, until the caller has enough', async () => {
    const fake = withFault({ kind: 'hang' });
    const caller = new AbortController();
    const answer = fake.wire({ method: 'GET', url: `${BASE}/file`, headers: {}, body: bytesOf('') }, caller.signal);
    caller.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });
});

describe('a description', () => {
  const description = {
    openapi: '3.0.3',
    paths: {
      '/notes': {
        post: {
          parameters: [{ $ref: '#/components/parameters/Loud' }],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } },
          },
        },
      },
      '/notes/{id}': {
        get: {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
            { name: 'depth', in: 'query', required: true, schema: { type: 'integer', maximum: 3 } },
            { name: 'x-team', in: 'header', required: true, schema: { type: 'string' } },
          ],
        },
      },
    },
    components: {
      parameters: { Loud: { name: 'loud', in: 'query', schema: { type: 'boolean' } } },
      schemas: {
        Note: {
          type: 'object',
          required: ['note'],
          properties: { note: { $ref: '#/components/schemas/Text' }, by: { type: 'string', nullable: true } },
          additionalProperties: false,
        },
        Text: { type: 'string', maxLength: 5 },
      },
    },
  };
  const complaintsOf = async (path: string, changes: Partial<WireRequest> = {}): Promise<readonly string[]> => {
    const fake = aFake({ description });
    const { status } = await ask(fake, path, changes);
    expect(status === 400).toBe(fake.complaints.length > 0);
    return fake.complaints;
  };
  const posted = (json: unknown, type = 'application/json') => ({
    method: 'POST',
    headers: { 'content-type': type },
    body: bytesOf(JSON.stringify(json)),
  });

  test.each([
    ['/notes/1?depth=3', { headers: { 'x-team': 'blue' } }],
    ['/notes?loud=true', posted({ note: 'short', by: null })],
  ])('fits: %s', async (path, changes) => expect(await complaintsOf(path, changes)).toEqual([]));

  test.each([
    ['/other', {}, 'GET /other is no path of the description.'],
    ['/notes', { method: 'GET' }, 'GET /notes: the description has no GET of /notes.'],
    ['/notes/1', { headers: { 'x-team': 'blue' } }, 'GET /notes/1: the query parameter "depth" is missing.'],
    ['/notes/1?depth=1', {}, 'GET /notes/1: the header parameter "x-team" is missing.'],
    [
      '/notes/1?depth=4',
      { headers: { 'x-team': 'a' } },
      'GET /notes/1: the query parameter "depth" does not fit: "4".',
    ],
    [
      '/notes/1?depth=1&page=2',
      { headers: { 'x-team': 'a' } },
      'GET /notes/1: the description knows no query parameter "page".',
    ],
    ['/notes', { method: 'POST' }, 'POST /notes: the body is missing.'],
    [
      '/notes',
      posted({ note: 'a' }, 'text/plain'),
      'POST /notes: the body is text/plain, where the description has application/json.',
    ],
    ['/notes', posted({ note: 'too long' }), 'POST /notes: the body at /note must not have more than 5 characters.'],
    ['/notes', posted({ by: 1 }), 'POST /notes: the body at / must have required properties note.'],
  ])('does not fit: %s', async (...[path, changes, complaint]) =>
    expect(await complaintsOf(path, changes)).toContain(complaint),
  );
});

test('on a port it answers as in process, broken connections too', async () => {
  const fake = aFake();
  const served = await fake.serve();
  try {
    expect(await (await fetch(`${served.url}/notes/0?x=1`)).json()).toEqual({ note: null });
    const image = await fetch(`${served.url}/file`);
    expect([
      image.headers.get('content-type'),
      image.headers.getSetCookie(),
      (await image.arrayBuffer()).byteLength,
    ]).toEqual(['image/png', ['a=b'], 2]);
    fake.fail({ kind: 'reset', work: 'after' });
    await expect(fetch(`${served.url}/notes`, { method: 'POST', body: 'kept' })).rejects.toThrow('fetch failed');
    expect(fake.state.notes).toEqual(['kept']);
  } finally {
    await served.close();
  }
});

test('pages are cut and linked', () => {
  const items = [1, 2, 3];
  expect(cutPage(items, { size: 2 })).toEqual({ records: [1, 2], next: '2' });
  expect(cutPage(items, { cursor: '2', size: 2 })).toEqual({ records: [3], next: null });
  const request = { path: '/notes', queries: new URLSearchParams('q=a&at=0') };
  expect(linkToPage(request, { base: BASE, name: 'at', next: '2' })).toEqual({
    link: '<https://notes.example/v1/notes?q=a&at=2>; rel="next"',
  });
  expect(linkToPage(request, { base: BASE, name: 'at', next: null })).toEqual({});
});
