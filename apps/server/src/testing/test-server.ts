import { startServer, type RunningServer, type StartServerOptions } from '../start-server.ts';

export const OWNER = { email: 'ada@example.com', password: 'correct horse battery' };
export const OWNER_KEY = `mlr_TestKey1_${'k'.repeat(43)}`;

/** Of these tests only. */
export const TEST_ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64');

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, seen as having all that tests look at. */
  readonly body: AnswerBody;
}
export interface AnswerBody {
  readonly id: string;
  readonly key: string;
  readonly runId: string;
  readonly requestId: string;
  readonly result: string;
  readonly revision: number;
  readonly status: string | number;
  readonly input: { readonly body: unknown };
  readonly items: readonly {
    readonly id: string;
    readonly status: string;
    readonly path?: string;
    readonly error?: string;
  }[];
  readonly errors: readonly { readonly path: string }[];
  readonly problems: readonly { readonly path: string }[];
}
export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** Sent as JSON. */
  readonly json?: unknown;
}

/** A real server on a free port, with an owner and a key. */
export interface TestServer extends RunningServer {
  /** Lines logged so far. */
  readonly log: readonly string[];
  /** As the owner's key. */
  api(path: string, call?: Call): Promise<Answer>;
  /** As nobody. */
  send(path: string, call?: Call): Promise<Answer>;
  /** Creates and publishes a document. */
  publish(document: { readonly name: string }): Promise<void>;
}

/** Starts a server over a database; `environment` adds settings, `options` connectors and their times. */
export async function startTestServer(
  databaseUrl: string,
  environment: Readonly<Record<string, string>> = {},
  options: Pick<StartServerOptions, 'connectors' | 'triggers'> = {},
): Promise<TestServer> {
  const log: string[] = [];
  const server = await startServer({
    ...options,
    environment: {
      DATABASE_URL: databaseUrl,
      MILLRACE_PORT: '0',
      MILLRACE_DATA_DIR: '/nonexistent',
      MILLRACE_SHUTDOWN_SECONDS: '3',
      MILLRACE_OWNER_EMAIL: OWNER.email,
      MILLRACE_OWNER_PASSWORD: OWNER.password,
      MILLRACE_OWNER_API_KEY: OWNER_KEY,
      MILLRACE_ENCRYPTION_KEY: TEST_ENCRYPTION_KEY,
      // Tests ask again and again; the limit has a test of its own.
      MILLRACE_API_CALLS_PER_MINUTE: '1000000',
      MILLRACE_API_BURST: '1000000',
      ...environment,
    },
    logDestination: { write: (line) => void log.push(line) },
  });
  const client = createTestClient(server.url);
  return { ...server, ...client, log };
}

/** The calls of a test, to a server wherever it runs. */
export function createTestClient(url: string): Pick<TestServer, 'api' | 'send' | 'publish'> {
  const send = async (path: string, { json, ...call }: Call = {}): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method: call.method ?? (json === undefined && call.body === undefined ? 'GET' : 'POST'),
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...call.headers },
      redirect: 'manual',
      ...(json === undefined ? (call.body === undefined ? {} : { body: call.body }) : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) as AnswerBody };
  };
  const api = (path: string, call: Call = {}): Promise<Answer> =>
    send(path, { ...call, headers: { authorization: `Bearer ${OWNER_KEY}`, ...call.headers } });
  const publish = async (document: { readonly name: string }): Promise<void> => {
    const created = await api('/api/v1/workflows', { json: document });
    const published = await api(`/api/v1/workflows/${document.name}/publish`, { json: {} });
    if (created.status !== 201 || published.status !== 201) throw new Error(`${created.text}\n${published.text}`);
  };
  return { api, send, publish };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A workflow whose webhook answers with what one state gives. */
export function webhookWorkflow(
  name: string,
  state: Readonly<Record<string, unknown>>,
  trigger: Readonly<Record<string, unknown>> = {},
): { readonly name: string } & Readonly<Record<string, unknown>> {
  return {
    millrace: 1,
    name,
    triggers: { hook: { type: 'webhook', path: name, respond: 'result', ...trigger } },
    machine: { QueryLanguage: 'JSONata', StartAt: 'Only', States: { Only: { End: true, ...state } } },
  };
}
