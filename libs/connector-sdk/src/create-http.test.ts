import { createHttp } from './create-http.ts';
import type { Http, HttpRequest } from './http.ts';

function recording(): { readonly http: Http; readonly sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const http = createHttp((request) => {
    sent.push(request);
    return Promise.resolve({ status: 200, headers: {}, cookies: [], body: null, url: request.url });
  });
  return { http, sent };
}
const file = { $file: 'sha256:00', name: 'a.pdf', type: 'application/pdf', size: 3 };

test('each method is its own', async () => {
  const { http, sent } = recording();
  await http.get('/a');
  await http.post('/a');
  await http.put('/a');
  await http.patch('/a');
  await http.delete('/a');
  await http.request('/a', { method: 'OPTIONS' });
  await http.request('/a');
  expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'GET']);
});

test.each([
  ['nothing', {}, { kind: 'none' }],
  ['JSON', { json: { a: [1] } }, { kind: 'json', value: { a: [1] } }],
  ['null as JSON', { json: null }, { kind: 'json', value: null }],
  [
    'a form',
    { form: { a: 1, b: ['x', true], c: null, d: undefined } },
    { kind: 'form', fields: { a: '1', b: ['x', 'true'] } },
  ],
  [
    'parts',
    { multipart: [{ name: 'doc', value: file }] },
    { kind: 'multipart', parts: [{ name: 'doc', value: file }] },
  ],
  [
    'text',
    { body: '<a/>', contentType: 'application/xml' },
    { kind: 'text', text: '<a/>', contentType: 'application/xml' },
  ],
  ['bytes', { body: Uint8Array.of(1) }, { kind: 'bytes', bytes: Uint8Array.of(1) }],
  ['a file', { body: file }, { kind: 'file', file }],
])('sends %s', async (_, call, body) => {
  const { http, sent } = recording();
  await http.post('/a', call);
  expect(sent[0]?.body).toEqual(body);
});

test('a request has one body', async () => {
  const { http, sent } = recording();
  expect(() => http.post('/a', { json: 1, body: 'x' })).toThrow('one body');
  expect(sent).toEqual([]);
  await Promise.resolve();
});

test('options go along; what is only for the author does not', async () => {
  const { http, sent } = recording();
  await http.get('/t/{id}', {
    path: { id: 'a/b' },
    query: { q: 'x', page: 2, tags: ['a', null], none: undefined },
    ok: [404],
    as: 'text',
  });
  expect(sent).toEqual([
    {
      method: 'GET',
      url: '/t/a%2Fb',
      query: { q: 'x', page: '2', tags: ['a'] },
      ok: [404],
      as: 'text',
      body: { kind: 'none' },
    },
  ]);
});

test.each(['', '.', '..'])('a part of a path is never "%s"', (id) => {
  const { http } = recording();
  expect(() => http.get('/t/{id}', { path: { id } })).toThrow('one part of a path');
});

test('fields of the connection are left to the platform', async () => {
  const { http, sent } = recording();
  await http.get('https://{connection.site}.example.com/{connection.team}');
  expect(sent[0]?.url).toBe('https://{connection.site}.example.com/{connection.team}');
});
