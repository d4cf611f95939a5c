import { RefusedError } from './link.ts';
import type { JsonLike } from './piece-shape.ts';
import { toData } from './describe-piece.ts';
import { FILE_PREFIX, UNSUPPORTED, type AskKind, type CallSurroundings, type Waitpoint } from './protocol.ts';
import type { BufferedStore } from './store.ts';

/** Asks the host, on behalf of the call. */
export type Ask = (kind: AskKind, question: unknown) => Promise<unknown>;

/** A name that is nobody's: what pieces would tell their own server goes nowhere. RFC 6761 §6.4. */
const NOWHERE = 'https://piece.invalid/';

/** What a piece has asked for beside its result. */
export interface Wishes {
  response?: { readonly value: JsonLike; readonly stops: boolean };
  wait?: Waitpoint;
  cron?: string;
  listeners?: { readonly events: readonly string[]; readonly identifierValue: string };
  /** Something that nobody has here: whatever the piece makes of it, the call has failed. */
  refusal?: RefusedError;
}

export interface ContextParts {
  readonly contextVersion: string;
  readonly around: CallSurroundings;
  readonly auth: unknown;
  readonly propsValue: Readonly<Record<string, unknown>>;
  readonly store: BufferedStore;
  readonly ask: Ask;
  readonly wishes: Wishes;
}

/** What actions and triggers of all generations find around them. */
export function makeContext(parts: ContextParts): Record<string, unknown> {
  const { contextVersion, around, auth, propsValue, store, ask, wishes } = parts;
  const server = { apiUrl: `${NOWHERE}api/`, publicUrl: NOWHERE, token: '' };
  return {
    ...{ auth, propsValue, server, store: store.asPiecesSeeIt },
    project: { id: around.workspaceId, externalId: () => Promise.resolve(undefined) },
    connections: { get: () => Promise.resolve(auth ?? null) },
    flows: {
      current: { id: around.workflowId, version: { id: around.workflowId } },
      list: refuse(wishes, 'asks for the list of all flows'),
    },
    step: { name: around.step },
    files: { write: (file: PieceOutput) => writeFile(file, ask) },
    ...(contextVersion === 'none' ? { serverUrl: NOWHERE } : {}),
  };
}

/** What actions find besides. */
export function makeActionContext(parts: ContextParts, resume: JsonLike | undefined): Record<string, unknown> {
  const { contextVersion, around, wishes } = parts;
  const isOld = contextVersion !== '2';
  return {
    ...makeContext(parts),
    ...(resume === undefined ? { executionType: 'BEGIN' } : { executionType: 'RESUME', resumePayload: resume }),
    tags: { add: () => Promise.resolve() },
    output: { update: () => Promise.resolve() },
    agent: { tools: refuse(wishes, 'asks for the tools of an agent') },
    ai: { execute: refuse(wishes, 'asks for a language model of the platform') },
    run: { ...runOf(parts), ...(isOld ? { pause: (request: PauseRequest) => pause(request, wishes) } : {}) },
    ...(isOld ? { generateResumeUrl: (url: UrlRequest) => resumeUrl(around, wishes, url) } : {}),
  };
}

function runOf({ around, ask, wishes }: ContextParts) {
  const answer = (given: { readonly response?: unknown } | undefined, stops: boolean): void => {
    wishes.response = { value: toData(given?.response) ?? null, stops };
  };
  return {
    id: around.runId,
    stop: (given?: { readonly response?: unknown }) => answer(given, true),
    respond: (given?: { readonly response?: unknown }) => answer(given, false),
    createWaitpoint: async ({
      type,
      resumeDateTime,
    }: {
      readonly type: Waitpoint['type'];
      readonly resumeDateTime?: string;
    }) => {
      const wait = waitpoint(type, resumeDateTime);
      const given = await ask('waitpoint', wait).catch((cause: unknown) => {
        // A piece that goes on without its pause would give a result too early.
        wishes.refusal = cause as RefusedError;
        throw cause;
      });
      wishes.wait = wait;
      const address = typeof given === 'string' ? { callbackUrl: given } : {};
      return {
        id: around.runId,
        resumeUrl: given ?? '',
        buildResumeUrl: (url: UrlRequest) => resumeUrl(address, wishes, url),
      };
    },
    waitForWaitpoint: () => undefined,
  };
}

interface PauseRequest {
  readonly pauseMetadata: { readonly type: string; readonly resumeDateTime?: string };
}
function pause({ pauseMetadata: { type, resumeDateTime } }: PauseRequest, wishes: Wishes): void {
  wishes.wait = waitpoint(type === 'DELAY' ? 'DELAY' : 'WEBHOOK', resumeDateTime);
}

const waitpoint = (type: Waitpoint['type'], resumeAt: string | undefined): Waitpoint =>
  resumeAt === undefined ? { type } : { type, resumeAt };

interface UrlRequest {
  readonly queryParams: Readonly<Record<string, string>>;
}
function resumeUrl(
  { callbackUrl }: Pick<CallSurroundings, 'callbackUrl'>,
  wishes: Wishes,
  { queryParams }: UrlRequest,
): string {
  if (callbackUrl === undefined) throw refusal(wishes, 'asks for an address that ends its pause');
  const url = new URL(callbackUrl);
  for (const [name, value] of Object.entries(queryParams)) url.searchParams.set(name, value);
  return url.href;
}

const refuse = (wishes: Wishes, what: string) => () => Promise.reject(refusal(wishes, what));

/** Noted as well as thrown: a piece that swallows it would give a result without what it has asked for. */
export function refusal(wishes: Wishes, what: string): RefusedError {
  wishes.refusal = new RefusedError(UNSUPPORTED, `The piece ${what}, which there is none of here.`);
  return wishes.refusal;
}

interface PieceOutput {
  readonly fileName: string;
  readonly data: Uint8Array;
}
async function writeFile({ fileName, data }: PieceOutput, ask: Ask): Promise<string> {
  const hash = await ask('writeFile', { name: fileName, base64: Buffer.from(data).toString('base64') });
  return `${FILE_PREFIX}${String(hash)}`;
}
