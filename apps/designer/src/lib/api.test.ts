/** @jest-environment jsdom */
import { ApiError, mayRetryRequest } from './api-error.ts';
import { answerOf } from './api.ts';

const answered = (status: number): Response => ({ ok: status < 400, status }) as Response;

async function failureOf(call: Promise<{ data?: unknown; error?: unknown; response: Response }>): Promise<unknown> {
  try {
    return await answerOf(call);
  } catch (cause) {
    return cause;
  }
}

test('an answer is its data', async () => {
  expect(await answerOf(Promise.resolve({ data: { id: 'k' }, response: answered(200) }))).toEqual({ id: 'k' });
  expect(await answerOf(Promise.resolve({ response: answered(204) }))).toBeUndefined();
});

test('a problem document becomes an error with its code', async () => {
  const problem = { type: '/errors/run#run.not_found', title: 'No such run', status: 404, code: 'run.not_found' };
  const failure = await failureOf(Promise.resolve({ error: problem, response: answered(404) }));
  expect(failure).toMatchObject({ code: 'run.not_found', status: 404, problem: { errors: [] } });
});

test('a proxy that answers for the server is told from the server', async () => {
  const page = await failureOf(Promise.resolve({ error: '<html>Bad gateway</html>', response: answered(502) }));
  expect(page).toMatchObject({ code: 'client.unreadable', status: 502 });
  expect(mayRetryRequest(page)).toBe(true);
  const empty = await failureOf(Promise.resolve({ error: undefined, response: answered(503) }));
  expect(empty).toMatchObject({ code: 'client.unreadable', status: 503 });
  const garbled = await failureOf(Promise.reject(new SyntaxError('Unexpected token <')));
  expect(garbled).toMatchObject({ code: 'client.unreadable' });
});

test('too many calls of a moment may be tried again, what is wrong may not', async () => {
  const problem = { type: '/errors/api#api.rate_limited', title: 'Too many calls', code: 'api.rate_limited' };
  const failures = await Promise.all(
    [429, 400].map((status) =>
      failureOf(Promise.resolve({ error: { ...problem, status }, response: answered(status) })),
    ),
  );
  expect(failures.map(mayRetryRequest)).toEqual([true, false]);
});

test('no answer at all means offline, and may be tried again', async () => {
  const failure = await failureOf(Promise.reject(new TypeError('Failed to fetch')));
  expect(failure).toBeInstanceOf(ApiError);
  expect(failure).toMatchObject({ code: 'client.offline', cause: expect.any(TypeError) as TypeError });
  expect(mayRetryRequest(failure)).toBe(true);
});

test('a call that was given up stays what it is', async () => {
  const aborted = new DOMException('The operation was aborted.', 'AbortError');
  expect(await failureOf(Promise.reject(aborted))).toBe(aborted);
});
