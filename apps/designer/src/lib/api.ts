import { createApiClient } from '@millrace/api-client';
import { workspaceHeaders } from './named-workspace.ts';
import { type ApiError, errorOfAnswer, offlineError, unreadableError } from './api-error.ts';

/** The API of the server that this page came from. */
export const api = createApiClient({
  baseUrl: globalThis.location.origin,
  fetch: (input, init) => globalThis.fetch(withWorkspace(input instanceof Request ? input : new Request(input, init))),
});

/** What says itself which workspace it is about is left as it is. */
function withWorkspace(request: Request): Request {
  for (const [name, value] of Object.entries(workspaceHeaders()))
    if (!request.headers.has(name)) request.headers.set(name, value);
  return request;
}

/** What a call of the client resolves with. */
interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

type Listener = (error: ApiError) => void;
const listeners = new Set<Listener>();

/** Hears of every answer that is a refusal, whoever asked. Returns how to stop. */
export function onRefusal(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The answer of a call; throws `ApiError` for every other outcome, and what aborted the call as it is. */
export async function answerOf<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw failureOf(cause);
  });
  if (response.ok) return data as T;
  const refusal = errorOfAnswer(error, response.status);
  for (const hear of listeners) hear(refusal);
  throw refusal;
}

/** Why there is no answer. */
function failureOf(cause: unknown): unknown {
  if (cause instanceof DOMException && cause.name === 'AbortError') return cause;
  // A proxy's page where JSON was promised.
  return cause instanceof SyntaxError ? unreadableError(200, cause) : offlineError(cause);
}
