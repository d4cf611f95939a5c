import { CallStore } from '@millrace/connector-sdk/platform';
import type { ActionContext, CallContext, HttpCall, HttpResponse, JsonValue } from '@millrace/connector-sdk';

type Members = Readonly<Record<string, string>>;
/** Parts of a connector's source, as JavaScript: functions of actions by name, and members of the connector beside them. */
export interface SourceParts {
  readonly name?: string;
  /** What stands before the connector: imports, variables. */
  readonly before?: string;
  /** `run` of each action. */
  readonly runs?: Members;
  /** Further members, as JavaScript. */
  readonly more?: string;
}

/** The module of a connector, as a packer leaves it: nothing of the SDK is imported. */
export function connectorSource({ name = 'desk', before = '', runs = {}, more = '' }: SourceParts): string {
  const actions = Object.entries(runs).map(
    ([action, run]) =>
      `${action}: { kind: 'code', title: '${action}', effects: 'write', idempotency: { none: 'test' }, input: { type: 'object' }, output: {}, sample: null, run: ${run} }`,
  );
  return `${before}
export default {
  sdk: 1, name: '${name}', title: 'Desk', description: 'Tickets.', categories: ['support'],
  permissions: { hosts: ['desk.example'], secrets: true },
  actions: { ${actions.join(',\n')} },
  ${more}
}`;
}

/** What a call of a test has around it, and what it did with it. */
export interface TestContext extends ActionContext {
  readonly requests: { readonly path: string; readonly call: HttpCall & { readonly method?: string } }[];
  readonly lines: (readonly [string, string, JsonValue?])[];
  readonly secrets: string[];
  readonly stored: Map<string, Buffer>;
}

type Answer = (path: string, call: HttpCall & { readonly method?: string }) => Promise<Partial<HttpResponse>>;
interface TestContextParts {
  readonly signal?: AbortSignal;
  /** How requests are answered. */
  readonly answer?: Answer;
  readonly more?: Partial<ActionContext>;
}

/** Surroundings that note what is done with them. */
export function testContext({
  signal = new AbortController().signal,
  answer = () => Promise.resolve({}),
  more = {},
}: TestContextParts = {}): TestContext {
  const noted = { requests: [], lines: [], secrets: [], stored: new Map<string, Buffer>() } as Pick<
    TestContext,
    'requests' | 'lines' | 'secrets' | 'stored'
  >;
  const request = async (path: string, call: HttpCall & { readonly method?: string } = {}): Promise<HttpResponse> => {
    noted.requests.push({ path, call });
    return { status: 200, headers: {}, cookies: [], body: null, url: path, ...(await answer(path, call)) };
  };
  const level = (name: string) => (message: string, data?: JsonValue) =>
    noted.lines.push(data === undefined ? [name, message] : [name, message, data]);
  const log = Object.fromEntries(['debug', 'info', 'warn', 'error'].map((name) => [name, level(name)]));
  return {
    ...noted,
    http: { request } as unknown as CallContext['http'],
    net: {} as CallContext['net'],
    log: log as unknown as CallContext['log'],
    ...{ signal, deadlineMs: 5_000_000_000_000, clock: { nowMs: () => Date.now() }, connection: { subdomain: 'acme' } },
    secret: () => '',
    addSecret: (secret) => noted.secrets.push(secret),
    files: {
      read: ({ $file }) => Promise.resolve(inParts(noted.stored.get($file) ?? Buffer.from(''))),
      write: async ({ name, type, data }) => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of data) chunks.push(chunk);
        const bytes = Buffer.concat(chunks);
        const $file = `sha256:${'a'.repeat(63)}${noted.stored.size}`;
        noted.stored.set($file, bytes);
        return { $file, name, type, size: bytes.length };
      },
    },
    store: new CallStore({ get: () => Promise.resolve(undefined), countKeys: () => Promise.resolve(0) }),
    heartbeat: () => undefined,
    ...{ idempotencyKey: 'key', idempotencyUuid: 'uuid' },
    run: { id: 'run', workflow: 'orders', state: 'Find', path: '/Find', attempt: 1 },
    ...more,
  };
}

const PART_BYTES = 300_000;

// oxlint-disable-next-line typescript/require-await -- files come in parts that somebody waits for
async function* inParts(bytes: Buffer): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PART_BYTES) yield bytes.subarray(start, start + PART_BYTES);
}
