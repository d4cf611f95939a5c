import type { ThrownFacts } from './protocol.ts';

const MAX_MESSAGE_CHARACTERS = 4000;
const MAX_BODY_CHARACTERS = 2048;
const MADE_UP_STATUS = 500;

/** What clients of services put on their errors, each in its own way. */
interface ThrownByClients {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly retryAfter?: unknown;
  readonly cause?: unknown;
  readonly response?: {
    readonly status?: unknown;
    readonly body?: unknown;
    readonly data?: unknown;
    readonly headers?: Readonly<Record<string, unknown>> | null;
  } | null;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
}

/** A thrown value as facts. Never the request: there are credentials in it. */
export function describeThrown(thrown: unknown, socketFailure?: string): ThrownFacts {
  const given = (
    typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) }
  ) as ThrownByClients;
  const told = {
    code: codeOf(given),
    status: statusOf(given),
    retryAfter: retryAfterOf(given),
    body: bodyOf(given.response?.body ?? given.response?.data),
  };
  const known = Object.entries(told).filter(([, fact]) => fact !== undefined);
  const name = typeof given.name === 'string' ? given.name : 'Error';
  const facts = { name, message: messageOf(given), ...factsInMessage(given), ...Object.fromEntries(known) };
  return socketFailure === undefined ? facts : withSocketFailure(facts, socketFailure);
}

/** Where there was no answer, the pieces' own HTTP client says that it was a 500. */
function withSocketFailure(facts: ThrownFacts, socketFailure: string): ThrownFacts {
  const { status, body, code, ...rest } = facts;
  if (code !== undefined || body !== undefined || (status !== undefined && status !== MADE_UP_STATUS)) return facts;
  return { ...rest, message: `${rest.message} (${socketFailure})`, code: socketFailure };
}

const statusOf = ({ response, status, statusCode, $metadata }: ThrownByClients): number | undefined =>
  [response?.status, status, statusCode, $metadata?.httpStatusCode].find(isStatus);
function retryAfterOf({ retryAfter, response }: ThrownByClients): string | undefined {
  const found = retryAfter ?? headerOf(response?.headers, 'retry-after');
  return isText(found) ? String(found) : undefined;
}

/** The errors of the pieces' own HTTP client have all they know in their message, as JSON. */
function factsInMessage({ message }: ThrownByClients): Pick<ThrownFacts, 'status' | 'body'> {
  if (typeof message !== 'string' || !message.startsWith('{"response":')) return {};
  try {
    const { response } = JSON.parse(message) as ThrownByClients;
    const body = bodyOf(response?.body);
    return {
      ...(isStatus(response?.status) ? { status: response.status } : {}),
      ...(body === undefined ? {} : { body }),
    };
  } catch {
    return {};
  }
}

const isStatus = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 100 && Number(value) < 600;
const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

function messageOf({ message }: ThrownByClients): string {
  const text = typeof message === 'string' && message !== '' ? message : 'The piece threw something without a message.';
  return text.slice(0, MAX_MESSAGE_CHARACTERS);
}

/** The innermost cause knows best: `fetch failed` is what all failures of `fetch` say. */
function codeOf({ code, cause }: ThrownByClients): string | undefined {
  const inner = typeof cause === 'object' && cause !== null ? codeOf(cause) : undefined;
  return inner ?? (typeof code === 'string' ? code : undefined);
}

/** Some have them as an object, some as what `fetch` gives. */
function headerOf(headers: Readonly<Record<string, unknown>> | null | undefined, name: string): unknown {
  const { get } = headers ?? {};
  return typeof get === 'function' ? (get.call(headers, name) as unknown) : headers?.[name];
}

function bodyOf(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined;
  try {
    return (typeof body === 'string' ? body : JSON.stringify(body)).slice(0, MAX_BODY_CHARACTERS);
  } catch {
    return undefined;
  }
}
