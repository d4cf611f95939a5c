import { checkOrigin } from './origin.ts';

const ours = { publicUrl: 'https://millrace.example.com', hasCookie: true };
const host = 'millrace.example.com';

test.each([
  ['reading from anywhere', 'GET', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, true],
  [
    'a change from our page',
    'POST',
    { host, origin: 'https://millrace.example.com', 'sec-fetch-site': 'same-origin' },
    true,
  ],
  ['a browser that sends no Sec-Fetch-Site', 'POST', { host, origin: 'https://millrace.example.com' }, true],
  [
    'the development server, whose name is in Host',
    'POST',
    { host: 'localhost:5173', origin: 'http://localhost:5173' },
    true,
  ],
  ['only Sec-Fetch-Site', 'POST', { host, 'sec-fetch-site': 'same-origin' }, true],
  ['another site', 'POST', { host, origin: 'https://evil.example' }, false],
  ['a sandboxed frame', 'POST', { host, origin: 'null' }, false],
  ['a sibling domain', 'POST', { host, origin: 'https://other.example.com', 'sec-fetch-site': 'same-site' }, false],
  [
    'our origin, but the browser disagrees',
    'POST',
    { host, origin: 'https://millrace.example.com', 'sec-fetch-site': 'cross-site' },
    false,
  ],
  ['neither header', 'DELETE', { host }, false],
])('%s', (...[, method, headers, isAllowed]) => {
  const check = () => checkOrigin({ method, headers }, ours);
  if (isAllowed) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: 'auth.origin_refused' }) as Error);
});

test('a script without cookie and without headers may sign in', () => {
  expect(() => checkOrigin({ method: 'POST', headers: { host } }, { ...ours, hasCookie: false })).not.toThrow();
});
