import type { WorkflowTestResult } from '@millrace/workflow-tests';
import { readCliSettings } from '../config.ts';
import { CliError, messageOf } from '../errors.ts';

/** Options of every command that talks to a server. */
export interface ServerOptions {
  readonly server?: string;
  readonly apiKey?: string;
}
/** A server and the right to use it. */
export interface ServerAccess {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
}

/** What the server answers to a package. */
export interface PublishedVersion {
  readonly name: string;
  readonly version: string;
  readonly state: string;
  readonly isLatest: boolean;
  /** What the change asks of the version; none for the first. */
  readonly bump?: string;
  /** The version before; none for the first. */
  readonly since?: string;
  readonly changes: readonly { readonly path: string; readonly rule: string }[];
  /** Whether somebody who may promote has approved what it may do; of older servers nobody knows. */
  readonly isApproved?: boolean;
  /** Permissions that a promotion needs a yes to. */
  readonly approvalNeeded?: readonly string[];
}

/** The server said no, or nothing at all. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  /** Of the problem document; `cli.unreachable` when there was no answer. */
  readonly code: string;
  readonly problems: readonly string[];

  constructor(
    code: string,
    message: string,
    { cause, problems = [] }: { readonly cause?: unknown; readonly problems?: readonly string[] } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.problems = problems;
  }
}

/** A piece may have hundreds of packages below it. */
const TIMEOUT_MS = 300_000;

/** The server of the options, or of the environment. */
export function findServer({ server, apiKey }: ServerOptions): ServerAccess {
  const settings = readCliSettings();
  const [given, key] = [server ?? settings.url, apiKey ?? settings.apiKey];
  if (given === undefined)
    throw new CliError('Say which server: --server https://millrace.example.com, or MILLRACE_URL.');
  if (key === undefined) throw new CliError('An API key is needed: --api-key mlr_…, or MILLRACE_API_KEY.');
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new CliError(`"${given}" is no address of a server.`);
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''), apiKey: key };
}

/** Sends a package. */
export function sendPackage(
  access: ServerAccess,
  { tarball, query, signature }: { readonly tarball: Uint8Array; readonly query: string; readonly signature?: string },
): Promise<PublishedVersion> {
  return post(access, `connectors/packages?${query}`, {
    body: tarball,
    headers: {
      'content-type': 'application/gzip',
      ...(signature === undefined ? {} : { 'millrace-signature': signature }),
    },
  });
}

/** Makes a version the one that new steps get. The answer lists all versions. */
export function sendPromotion(
  access: ServerAccess,
  {
    name,
    version,
    approved,
  }: { readonly name: string; readonly version: string; readonly approved: readonly string[] },
): Promise<unknown> {
  const path = `connectors/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}/promote`;
  return postJson(access, path, { approved });
}

/** Makes a key known under which packages are published. */
export function sendPublisherKey(
  access: ServerAccess,
  key: { readonly name: string; readonly publicKey: string },
): Promise<unknown> {
  return postJson(access, 'publisher-keys', key);
}

/** A document, and what was chosen of it. */
export interface DocumentRequest {
  readonly document: string;
  readonly sourceUrl?: string;
  readonly overlay: object;
  readonly promote: boolean;
  readonly approved: readonly string[];
  /** Say what would be; keep nothing. */
  readonly dryRun?: boolean;
}

/** Lets the server make a connector of a document. */
export const sendDocument = (access: ServerAccess, request: DocumentRequest): Promise<PublishedVersion> =>
  postJson(access, 'connectors/openapi', request);

/** Asks what was chosen of the document that a connector was made of. */
export const sendInspection = (
  access: ServerAccess,
  request: Pick<DocumentRequest, 'document' | 'sourceUrl'> & { readonly connector: string },
): Promise<{ readonly overlay?: Readonly<Record<string, unknown>> }> =>
  postJson(access, 'connectors/openapi/inspect', request);

function postJson<Answer>(access: ServerAccess, path: string, value: unknown): Promise<Answer> {
  return post(access, path, { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } });
}

/** What the server answers to a piece. */
export interface AddedPiece extends PublishedVersion {
  readonly title: string;
  readonly license?: string;
  readonly licenseNote?: string;
  readonly warnings: readonly string[];
}

/** Lets the server install a piece from the npm registry. */
export function sendPiece(
  access: ServerAccess,
  piece: {
    readonly package: string;
    readonly version: string;
    readonly reads: readonly string[];
    readonly allowYoung: boolean;
    readonly promote: boolean;
  },
): Promise<AddedPiece> {
  return postJson(access, 'connectors/pieces', piece);
}

/** What a server says of a piece before it installs it. */
export interface PiecePreview {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly publishedAt?: string;
  readonly isYoung: boolean;
  readonly sizeBytes: number;
  readonly packages: number;
  readonly license?: string;
  readonly licenseNote?: string;
  readonly refusals: readonly { readonly code: string; readonly message: string }[];
  readonly warnings: readonly string[];
  readonly auth: readonly { readonly title: string; readonly kind: string }[];
  readonly actions: readonly { readonly name: string; readonly title: string; readonly claimsToRead: boolean }[];
  readonly triggers: readonly { readonly name: string; readonly title: string; readonly kind: string }[];
}

/** Lets the server look at a piece, and keep nothing. */
export const sendPiecePreview = (
  access: ServerAccess,
  piece: { readonly package: string; readonly version: string },
): Promise<PiecePreview> => postJson(access, 'connectors/pieces/preview', piece);

/** Says which actions of an installed piece only read: all others count as writes. */
export const sendPieceReads = (
  access: ServerAccess,
  {
    name,
    ...said
  }: { readonly name: string; readonly version?: string; readonly reads: readonly string[]; readonly promote: boolean },
): Promise<PublishedVersion> => postJson(access, `connectors/pieces/${encodeURIComponent(name)}/reads`, said);

/** Lets the server run the tests of a draft: all of them unless some are named. */
export const sendTestRun = (
  access: ServerAccess,
  workflow: string,
  names: readonly string[] | undefined,
): Promise<{ readonly results: readonly WorkflowTestResult[] }> =>
  postJson(access, `workflows/${encodeURIComponent(workflow)}/tests/run`, names === undefined ? {} : { names });

/** Asks for what is at a path, or with `json`, does what it stands for. */
export function askServer(
  access: ServerAccess,
  { path, json }: { readonly path: string; readonly json?: unknown },
): Promise<unknown> {
  return json === undefined ? send(access, path, { method: 'GET', headers: {} }) : postJson(access, path, json);
}

/** The data of server-sent events, as they come. Ends when the stream does, however. */
export async function openStream(
  { url, apiKey }: ServerAccess,
  { path, signal }: { readonly path: string; readonly signal: AbortSignal },
): Promise<AsyncIterable<string>> {
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${apiKey}` };
  const response = await fetch(`${url}/api/v1/${path}`, { headers, signal, redirect: 'error' }).catch(
    (cause: unknown) => {
      throw new ServerError('cli.unreachable', `${url} does not answer: ${reasonOf(cause)}.`, { cause });
    },
  );
  if (!response.ok || response.body === null) throw refusalOf(url, response.status, parse(await response.text()));
  return readEvents(response.body);
}

const DATA = 'data: ';

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => line.startsWith(DATA)).map((line) => line.slice(DATA.length));
    }
  } catch {
    // A server that restarts breaks it off: whoever follows looks again.
  }
}

const post = <Answer>(access: ServerAccess, path: string, sent: Omit<Sent, 'method'>): Promise<Answer> =>
  send(access, path, { method: 'POST', ...sent });

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly body?: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

async function send<Answer>({ url, apiKey }: ServerAccess, path: string, sent: Sent): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}/api/v1/${path}`, {
      ...{ ...sent, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) },
      headers: { ...sent.headers, accept: 'application/json', authorization: `Bearer ${apiKey}` },
    });
    text = await response.text();
  } catch (cause) {
    throw new ServerError('cli.unreachable', `${url} does not answer: ${reasonOf(cause)}.`, { cause });
  }
  // There is nothing to say.
  if (response.status === 204) return undefined as Answer;
  const answer = parse(text);
  if (response.ok && answer !== undefined) return answer as Answer;
  throw refusalOf(url, response.status, answer);
}

/** RFC 9457. */
function refusalOf(url: string, status: number, answer: unknown): ServerError {
  const { code, title, detail, errors } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  const said = [detail, title].find((text) => typeof text === 'string' && text !== '');
  const problems = Array.isArray(errors) ? errors.map(printProblem) : [];
  const message =
    typeof said === 'string' ? said : `${url} answered with status ${status}, and is perhaps no Millrace server.`;
  return new ServerError(typeof code === 'string' ? code : 'cli.unexpected_answer', message, { problems });
}

/** A member of `errors`: a sentence, or something with a place and words. */
function printProblem(problem: unknown): string {
  if (typeof problem === 'string') return problem;
  const { path, message, detail, rule, ...rest } = (problem ?? {}) as Readonly<Record<string, unknown>>;
  const words = [message, detail, rule].find((text) => typeof text === 'string');
  if (typeof words !== 'string') return JSON.stringify(problem);
  const { before, after } = rest;
  const change =
    before === undefined && after === undefined ? '' : ` (${JSON.stringify(before)} → ${JSON.stringify(after)})`;
  return typeof path === 'string' && path !== '' ? `${path}: ${words}${change}` : `${words}${change}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What `fetch` throws says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { cause } = (error ?? {}) as { readonly cause?: unknown };
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  if (typeof code === 'string') return code;
  return messageOf(cause ?? error);
}
