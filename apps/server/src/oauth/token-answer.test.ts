import type { HttpResponse } from '@millrace/connector-sdk';
import { readTokenAnswer } from './token-answer.ts';

const answer = (body: unknown, status = 200): HttpResponse => ({
  ...{ status, headers: {}, cookies: [], url: 'https://id.example.com/token' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const read = async (body: unknown): Promise<unknown> => readTokenAnswer(answer(body)).response.json();

test.each([
  ['as the standard says', { access_token: 'a', token_type: 'Bearer', expires_in: 60 }, { expires_in: 60 }],
  ['like a form', 'access_token=a&token_type=bearer&scope=repo%2Cuser', { scope: 'repo,user' }],
  ['with another word for bearer', { access_token: 'a', token_type: 'bot' }, {}],
  ['without a type', { access_token: 'a' }, {}],
  ['with empty members', { access_token: 'a', refresh_token: '', expires_in: null, scope: '' }, {}],
  ['with a life of nothing', { access_token: 'a', expires_in: 0 }, {}],
  ['with a list of scopes', { access_token: 'a', scope: ['read', 'write'] }, { scope: 'read write' }],
])('an answer %s', async (_, body, expected) => {
  expect(await read(body)).toEqual({ access_token: 'a', token_type: 'bearer', ...expected });
});

test('an ID token is kept aside', async () => {
  const { response, idToken } = readTokenAnswer(answer({ access_token: 'a', id_token: 'x.y.z' }));
  expect(idToken).toBe('x.y.z');
  expect(await response.json()).not.toHaveProperty('id_token');
});

test.each([
  ['a refusal', { error: 'invalid_grant', error_description: 'gone' }, 400, 'invalid_grant', 'invalid_grant: gone'],
  ['a refusal that says 200', { error: 'bad_verification_code' }, 200, 'invalid_grant', 'bad_verification_code'],
  ['a refusal with ok: false', { ok: false, error: 'bad_client_secret' }, 200, 'invalid_client', 'bad_client_secret'],
  [
    'a redirect URL in the description',
    { error: 'invalid_request', error_description: 'The redirect_uri does not match' },
    400,
    'redirect_uri_mismatch',
    'invalid_request: The redirect_uri does not match',
  ],
  ['a refusal that nobody knows', { error: 'constructor' }, 400, 'token_exchange_failed', 'constructor'],
  ['no words', 'nope', 401, 'invalid_client', 'invalid_client'],
  ['a service that is down', '<html>', 502, 'provider_unreachable', undefined],
  ['too much', '', 429, 'provider_unreachable', undefined],
  ['another status', '', 404, 'token_exchange_failed', undefined],
])('%s', (...[, body, status, kind, providerText]) => {
  expect(() => readTokenAnswer(answer(body, status))).toThrow(expect.objectContaining({ kind, providerText }) as Error);
});

test('a stranger’s words are cut', () => {
  const description = 'x'.repeat(100_000);
  try {
    readTokenAnswer(answer({ error: 'invalid_scope', error_description: description }, 400));
    throw new Error('It was no refusal.');
  } catch (cause) {
    expect((cause as { readonly providerText: string }).providerText).toHaveLength(1000);
  }
});
