import { isSecretHeader, REDACTED, type ConnectTimes } from '@millrace/security';

/** One request on the wire, as people read it. Times in milliseconds; those of a connection that was there already are absent. */
export interface HttpExchange {
  readonly method: string;
  /** Without what its query says of credentials. */
  readonly url: string;
  readonly status?: number;
  /** Why there is no whole answer: a code, such as `ECONNREFUSED`. */
  readonly error?: string;
  readonly dnsMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
  /** From the moment at which it was sent to the first byte of the answer. */
  readonly firstByteMs?: number;
  /** From the first byte to the last. */
  readonly transferMs?: number;
  /** All of it; absent while it lasts. */
  readonly durationMs?: number;
  /** It did not need a connection of its own. */
  readonly isReused?: boolean;
  /** Of the body as it came, mostly compressed. */
  readonly receivedBytes?: number;
}

const MAX_URL_CHARACTERS = 2000;
const SECRET_PARAMETER = /key|token|secret|password|passwd|signature|credential|^sig$|^auth$|^code$/i;

/** An address for people: `secrets` are the names in its query that are credentials, besides those that look like it. */
export function shownUrl(url: URL, secrets: Iterable<string> = []): string {
  const shown = new URL(url);
  const names = new Set(secrets);
  for (const name of new Set(shown.searchParams.keys()))
    if (names.has(name) || isSecretHeader(name) || SECRET_PARAMETER.test(name)) shown.searchParams.set(name, REDACTED);
  return shown.href.length > MAX_URL_CHARACTERS ? `${shown.href.slice(0, MAX_URL_CHARACTERS)}…` : shown.href;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Measures one exchange. What it has found so far is there at any moment. */
export class ExchangeWatch {
  /** Written by the way out. */
  readonly times: ConnectTimes = {};
  readonly #asked: Pick<HttpExchange, 'method' | 'url'>;
  readonly #begunAt = performance.now();
  #sentAt: number | undefined;
  #answer: { readonly status: number; readonly at: number } | undefined;
  #receivedBytes = 0;
  #over: { readonly at: number; readonly error?: string } | undefined;

  constructor(asked: Pick<HttpExchange, 'method' | 'url'>) {
    this.#asked = asked;
  }

  /** It has its connection. */
  sent(): void {
    this.#sentAt = performance.now();
  }

  answered(status: number): void {
    this.#answer ??= { status, at: performance.now() };
  }

  received(bytes: number): void {
    this.#receivedBytes += bytes;
  }

  ended(): void {
    this.#over ??= { at: performance.now() };
  }

  failed(cause: unknown): void {
    const { code, name } = (cause ?? {}) as { readonly code?: unknown; readonly name?: unknown };
    // Whoever had read enough let go of the rest.
    if (code === 'UND_ERR_ABORTED' && this.#answer !== undefined) this.ended();
    this.#over ??= { at: performance.now(), error: [code, name].find(isText) ?? 'unknown' };
  }

  get exchange(): HttpExchange {
    const { dnsMs, connectMs, tlsMs } = this.times;
    const [sent, answer, over] = [this.#sentAt, this.#answer, this.#over];
    const phases = {
      ...{ dnsMs, connectMs, tlsMs },
      firstByteMs: sent === undefined || answer === undefined ? undefined : answer.at - sent,
      transferMs: answer === undefined || over === undefined ? undefined : over.at - answer.at,
      durationMs: over === undefined ? undefined : over.at - this.#begunAt,
    };
    return {
      ...this.#asked,
      ...(answer === undefined ? {} : { status: answer.status, receivedBytes: this.#receivedBytes }),
      ...(over?.error === undefined ? {} : { error: over.error }),
      ...roundedTimes(phases),
      ...(sent !== undefined && connectMs === undefined ? { isReused: true } : {}),
    };
  }
}

/** To a tenth: more digits say nothing. */
function roundedTimes(times: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  const known = Object.entries(times).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(known.map(([name, ms]) => [name, Math.round(ms * 10) / 10]));
}
