import {
  FatalError,
  type ActionContext,
  type CallContext,
  type FileReference,
  type Files,
  type JsonValue,
  type PausingContext,
} from '@millrace/connector-sdk';
import {
  UNSUPPORTED,
  type Answer,
  type AskKind,
  type DialAnswer,
  type DialTarget,
  type StoreValues,
} from './guest/protocol.ts';

/** Values that outlive a call, where the platform keeps any. */
interface PlatformStore {
  get(key: string): Promise<JsonValue | null | undefined> | JsonValue | null | undefined;
  set(key: string, value: JsonValue): unknown;
  delete(key: string): unknown;
}

/** What the platform gives a call. The lower ones it may not have, or not for this kind of call. */
export interface GivenContext extends CallContext {
  readonly files?: Files;
  readonly run?: ActionContext['run'];
  readonly store?: PlatformStore;
  readonly wait?: PausingContext['wait'];
  readonly callbackUrl?: PausingContext['callbackUrl'];
  readonly respond?: (response: JsonValue) => unknown;
}

const MAX_FILE_BYTES = 16 * 1024 * 1024;

export const unsupported = (what: string): FatalError =>
  new FatalError(`The piece ${what}, which there is none of here.`, { detail: { code: UNSUPPORTED } });

/** Why something is not to be had, for the piece and for whoever called it. */
export function refusalOf(cause: unknown): Answer {
  const { message, code, detail } = cause as Error & {
    readonly code?: string;
    readonly detail?: { readonly code?: string };
  };
  return { error: { code: code ?? detail?.code ?? UNSUPPORTED, message } };
}

/** Answers what a piece asks for while it works, within what its call may. */
export class CallAnswers {
  /** Something may have been sent. */
  hasDialled = false;
  readonly #context: GivenContext | undefined;
  readonly #dial: (target: DialTarget) => Promise<DialAnswer>;
  readonly #written = new Map<string, FileReference>();

  constructor(context: GivenContext | undefined, dial: (target: DialTarget) => Promise<DialAnswer>) {
    this.#context = context;
    this.#dial = dial;
  }

  /** The files that were written, by what the piece knows them by. */
  get written(): ReadonlyMap<string, FileReference> {
    return this.#written;
  }

  async answer(kind: AskKind, question: unknown): Promise<Answer> {
    try {
      return { value: (await this.#answerTo[kind](question as never)) as JsonValue };
    } catch (cause) {
      return refusalOf(cause);
    }
  }

  readonly #answerTo: Readonly<Record<AskKind, (question: never) => Promise<unknown>>> = {
    dial: async (target: DialTarget) => {
      const answer = await this.#dial(target);
      this.hasDialled = true;
      return answer;
    },
    readFile: async (file: FileReference) => {
      const { files } = this.#context ?? {};
      if (files === undefined) throw unsupported('reads a file outside of an action');
      return (await readAll(await files.read(file), file.name)).toString('base64');
    },
    writeFile: async ({ name, base64 }: { readonly name: string; readonly base64: string }) => {
      const { files } = this.#context ?? {};
      if (files === undefined) throw unsupported('writes a file outside of an action');
      const reference = await files.write({
        name,
        type: typeOf(name),
        data: once(Buffer.from(base64, 'base64')),
      });
      this.#written.set(reference.$file, reference);
      return reference.$file;
    },
    storeGet: async ({ key }: { readonly key: string }) => {
      const { store } = this.#context ?? {};
      if (store === undefined) throw unsupported('reads what it has stored before');
      return (await store.get(this.storeKey(key))) ?? null;
    },
    waitpoint: async ({ type }: { readonly type: string }) => {
      const { callbackUrl } = this.#context ?? {};
      if (callbackUrl === undefined) throw unsupported('pauses its run');
      return type === 'WEBHOOK' ? callbackUrl() : null;
    },
  };

  /** What is the workflow's is kept apart from what all workflows share. */
  storeKey(key: string): string {
    const [scope = '', ...rest] = key.split('/');
    const owner = scope === 'workspace' ? 'all' : (this.#context?.run?.workflow ?? '');
    return `piece/${owner}/${rest.join('/')}`;
  }

  /** Keeps what was stored, after the call has ended well. */
  async commit(writes: StoreValues): Promise<void> {
    const entries = Object.entries(writes);
    const { store } = this.#context ?? {};
    if (entries.length === 0) return;
    if (store === undefined) throw unsupported('stores something for later');
    for (const [key, value] of entries)
      await (value === null ? store.delete(this.storeKey(key)) : store.set(this.storeKey(key), value));
  }
}

async function readAll(data: AsyncIterable<Uint8Array>, name: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of data) {
    bytes += chunk.length;
    if (bytes > MAX_FILE_BYTES)
      throw new FatalError(`${name} is larger than a piece may read at once: ${MAX_FILE_BYTES} bytes.`, {
        detail: { code: 'file.too_large' },
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ txt: 'text/plain', csv: 'text/csv', html: 'text/html', json: 'application/json', xml: 'application/xml' },
  ...{ pdf: 'application/pdf', zip: 'application/zip', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg' },
  ...{ gif: 'image/gif', webp: 'image/webp', mp3: 'audio/mpeg', mp4: 'video/mp4', wav: 'audio/wav' },
};
const typeOf = (name: string): string =>
  TYPES[/\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
