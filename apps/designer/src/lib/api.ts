import { createApiClient } from '@millrace/api-client';
import { errorOfAnswer, offlineError, unreadableError } from './api-error.ts';

/** The API of the server that this page came from. */
export const api = createApiClient({
  baseUrl: globalThis.location.origin,
  fetch: (request) => globalThis.fetch(request),
});

/** What a call of the client resolves with. */
interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer of a call; throws `ApiError` for every other outcome, and what aborted the call as it is. */
export async function answerOf<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw failureOf(cause);
  });
  if (!response.ok) throw errorOfAnswer(error, response.status);
  return data as T;
}

/** Why there is no answer. */
function failureOf(cause: unknown): unknown {
  if (cause instanceof DOMException && cause.name === 'AbortError') return cause;
  // A proxy's page where JSON was promised.
  return cause instanceof SyntaxError ? unreadableError(200, cause) : offlineError(cause);
}
