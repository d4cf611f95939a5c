import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosEvent } from './facts.ts';
import type { AnswerEntry, CancelEntry, Ledger, SendOutcome } from './ledger.ts';
import { ID_HEADER } from './workloads/states.ts';

/** Longer than the server lets a caller wait. */
const ANSWER_TIMEOUT_MS = 40_000;
const RUN_ID = 'millrace-run-id';
const KNOCK_MS = 50;
const KNOCK_LIMIT_MS = 60_000;

export interface SendResult {
  readonly outcome: SendOutcome;
  readonly runId?: string;
  /** Nobody listened. */
  readonly isShut?: true;
}

/** What somebody says who was given a token. */
export type TokenAnswer = { readonly output: unknown } | { readonly error: string; readonly cause: string };

/** Speaks to the server's doors, and writes down each word. */
export class ChaosClient {
  readonly #url: string;
  readonly #apiKey: string;
  readonly #ledger: Ledger;
  readonly #copies = new Map<string, number>();
  #opening: Promise<void> | undefined;

  constructor(url: string, apiKey: string, ledger: Ledger) {
    this.#url = url;
    this.#apiKey = apiKey;
    this.#ledger = ledger;
  }

  /** Resolves when somebody listens: a door that is known to be shut is not knocked at by a thousand callers. */
  async whenOpen(): Promise<void> {
    this.#opening ??= this.#knock().finally(() => (this.#opening = undefined));
    await this.#opening;
  }

  async #knock(): Promise<void> {
    const { hostname, port } = new URL(this.#url);
    for (const deadline = performance.now() + KNOCK_LIMIT_MS; performance.now() < deadline;) {
      if (await listens(hostname, Number(port))) return;
      await delay(KNOCK_MS);
    }
  }

  /** One copy of an event. Never rejects: what becomes of it is in the log. */
  async send(event: ChaosEvent): Promise<SendResult> {
    const { id, door, workload, key, seq, body, path, contentType } = event;
    const copy = (this.#copies.get(id) ?? 0) + 1;
    this.#copies.set(id, copy);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const about = { id, door, workload, copy };
    this.#ledger.noteAccepted({
      ...about,
      outcome: 'sent',
      sha256,
      ...(key === undefined ? {} : { key }),
      ...(seq === undefined ? {} : { seq }),
    });
    const headers = { 'content-type': contentType, [ID_HEADER]: id, ...(door === 'api' ? this.#authorization : {}) };
    const result = await this.#ask(path, { method: 'POST', headers, body });
    const { isShut: _, ...said } = result;
    this.#ledger.noteAccepted({ ...about, ...said });
    return result;
  }

  async #ask(
    path: string,
    request: RequestInit,
  ): Promise<SendResult & { readonly status?: number; readonly code?: string }> {
    try {
      const response = await fetch(`${this.#url}${path}`, {
        ...request,
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      const text = await response.text();
      const { status } = response;
      const runId = response.headers.get(RUN_ID) ?? undefined;
      const code = codeOf(text);
      return {
        outcome: outcomeOf(status, { runId, code }),
        status,
        ...(runId === undefined ? {} : { runId }),
        ...(code === undefined ? {} : { code }),
      };
    } catch (cause) {
      const code = causeCode(cause);
      return neverArrived(cause) ? { outcome: 'refused', code, isShut: true } : { outcome: 'unknown', code };
    }
  }

  /** Asks for a cancel, once. */
  async cancel({ id, isUndone }: ChaosEvent, runId: string): Promise<CancelEntry['answer']> {
    const answer = await this.#cancelOnce(runId, isUndone === true);
    this.#ledger.noteCancel({ id, runId, answer });
    return answer;
  }

  async #cancelOnce(runId: string, compensate: boolean): Promise<CancelEntry['answer']> {
    try {
      const path = `/api/v1/runs/${runId}/cancel`;
      const { result } = await this.call<{ readonly result: CancelEntry['answer'] }>(
        'POST',
        path,
        compensate ? { compensate } : undefined,
      );
      return result;
    } catch {
      return 'unknown';
    }
  }

  /** Answers a token, once: 2xx, or why not. The token is all that it needs. */
  async answer(token: string, answer: TokenAnswer): Promise<Pick<AnswerEntry, 'became' | 'status'>> {
    try {
      const response = await fetch(`${this.#url}/api/v1/tokens/${encodeURIComponent(token)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(answer),
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      await response.text();
      const { status } = response;
      return { status, became: status < 300 ? '2xx' : status < 500 && status !== 429 ? 'refused' : 'unknown' };
    } catch {
      return { became: 'unknown' };
    }
  }

  /** A call of the API that must succeed. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#request(method, path, { body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** Makes the document the live version of its workflow, whether there is one or not. */
  async publish(document: Readonly<Record<string, unknown>>): Promise<void> {
    const path = `/api/v1/workflows/${String(document.name)}`;
    const made = await this.#request('POST', '/api/v1/workflows', { body: document });
    if (made.status === 409) await this.#replaceDraft(path, document);
    else if (!made.ok) throw new Error(`POST /api/v1/workflows answered ${made.status}: ${await made.text()}`);
    await this.call('POST', `${path}/publish`, {});
  }

  async #replaceDraft(path: string, document: Readonly<Record<string, unknown>>): Promise<void> {
    const draft = await this.#request('GET', `${path}/draft`);
    const headers = { 'if-match': draft.headers.get('etag') ?? '' };
    const replaced = await this.#request('PUT', `${path}/draft`, { body: document, headers });
    if (!replaced.ok) throw new Error(`PUT ${path}/draft answered ${replaced.status}: ${await replaced.text()}`);
  }

  #request(
    method: string,
    path: string,
    { body, headers = {} }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(`${this.#url}${path}`, {
      method,
      headers: { ...this.#authorization, ...type, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
  }

  get #authorization(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${this.#apiKey}` };
  }
}

/**
 * What an answer stands for. A failure that names its run is one of the workflow: the event was kept. A database that did not
 * answer may have kept it all the same.
 */
export function outcomeOf(
  status: number,
  { runId, code }: { readonly runId?: string | undefined; readonly code?: string | undefined } = {},
): SendOutcome {
  if (status >= 200 && status < 300) return '2xx';
  if (runId !== undefined) return 'ended';
  if (code === 'store.unavailable') return 'unknown';
  return status === 429 || status === 503 || (status >= 400 && status < 500) ? 'refused' : 'unknown';
}

/** Nobody listened, so nobody can have kept it. */
const neverArrived = (cause: unknown): boolean => causeCode(cause) === 'ECONNREFUSED';

function causeCode(cause: unknown): string {
  const inner = (cause as { readonly cause?: { readonly code?: unknown } }).cause;
  return typeof inner?.code === 'string' ? inner.code : (cause as Error).name;
}

function codeOf(text: string): string | undefined {
  const code = /"code":"([a-z_.]{1,60})"/.exec(text)?.[1];
  return code;
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const settle = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.on('connect', () => settle(true));
    socket.on('error', () => settle(false));
  });
}
