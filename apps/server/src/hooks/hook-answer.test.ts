import type { JsonValue } from '@millrace/machine';
import type { RunAnswer } from '@millrace/runtime';
import type { FastifyReply } from 'fastify';
import { answerResult } from './hook-answer.ts';

/** What would be sent. */
function answer(result: Partial<RunAnswer>) {
  const sent = { status: 0, headers: {} as Record<string, unknown>, body: undefined as unknown };
  const reply = {
    code: (status: number) => ((sent.status = status), reply),
    header: (name: string, value: unknown) => ((sent.headers[name] = value), reply),
    getHeader: (name: string) => sent.headers[name],
    send: (body?: unknown) => ((sent.body = body), reply),
  };
  const whole = { runId: 'r-1', isRepetition: false, ...result } as RunAnswer;
  answerResult(reply as unknown as FastifyReply, whole, 'https://millrace.example');
  return sent;
}
const respond = (body: JsonValue, headers: Record<string, string> = {}, status = 200) =>
  answer({ kind: 'responded', response: { status, headers, body } });

test.each([
  ['text', 'hello', 'text/plain; charset=utf-8', 'hello'],
  ['a value', { a: [1] }, 'application/json; charset=utf-8', '{"a":[1]}'],
  ['nothing', null, 'application/json; charset=utf-8', 'null'],
  ['bytes', { $base64: 'AQI=' }, 'application/octet-stream', Buffer.from([1, 2])],
  ['bytes of a type', { $base64: 'AQI=', type: 'image/png' }, 'image/png', Buffer.from([1, 2])],
  ['bytes of no type', { $base64: 'AQI=', type: 'a\r\nb' }, 'application/octet-stream', Buffer.from([1, 2])],
])('%s', (...[, body, type, content]) => {
  expect(respond(body)).toMatchObject({ status: 200, headers: { 'content-type': type }, body: content });
});

test('a type that the workflow names, and no body where there is none', () => {
  expect(respond('<a/>', { 'Content-Type': 'application/xml' })).toMatchObject({
    headers: { 'content-type': 'application/xml' },
    body: '<a/>',
  });
  expect(respond({ a: 1 }, {}, 204)).toMatchObject({ status: 204, body: undefined });
});

test('what a workflow may not say for the whole origin', () => {
  const headers = {
    'Set-Cookie': 'millrace=x',
    'Alt-Svc': 'h3="evil.example:443"',
    NEL: '{}',
    'Report-To': '{}',
    'Clear-Site-Data': '"*"',
    'Content-Security-Policy': 'default-src *',
    'X-Request-Id': 'x',
    'Content-Length': '1',
    'bad name': 'x',
    'X-Break': 'a\r\nb',
    'X-Kept': 'ü',
  };
  expect(respond('x', headers).headers).toEqual({
    'millrace-run-id': 'r-1',
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
    'content-type': 'text/plain; charset=utf-8',
    'x-kept': 'ü',
  });
});

test.each([
  ['https://example.com/', true],
  ['/elsewhere', true],
  ['HTTP://example.com', true],
  ['javascript:alert(1)', false],
  [' javascript:alert(1)', false],
  ['java\tscript:alert(1)', false],
  ['data:text/html,x', false],
])('a redirect to %j: %s', (location, isKept) => {
  expect(respond(null, { location }, 302).headers.location).toBe(isKept ? location : undefined);
});

test('a repetition says so, whatever its answer', () => {
  const response = { status: 200, headers: {}, body: 'x' };
  expect(answer({ kind: 'responded', response, isRepetition: true }).headers).toMatchObject({
    'millrace-deduplicated': 'true',
  });
  expect(answer({ kind: 'pending', isRepetition: true })).toMatchObject({
    status: 202,
    headers: { 'retry-after': 5, location: '/api/v1/runs/r-1', 'millrace-deduplicated': 'true' },
    body: { runId: 'r-1', url: 'https://millrace.example/api/v1/runs/r-1' },
  });
});
