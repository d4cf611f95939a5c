import type { JsonObject, JsonValue } from './json.ts';

/** A file kept by the platform; what actions pass on instead of bytes. */
export interface FileReference {
  /** `sha256:<hex>` */
  readonly $file: string;
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes inside a value, as webhooks give them: small files on their way through a workflow. */
export interface InlineFile {
  readonly $base64: string;
  readonly name?: string;
  readonly type?: string;
}

/** One part of a multipart body. */
export interface MultipartPart {
  readonly name: string;
  readonly value: string | FileReference | InlineFile;
  readonly contentType?: string;
}

/** What a request may carry. */
export type RequestBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: JsonValue }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string | readonly string[]>> }
  | { readonly kind: 'multipart'; readonly parts: readonly MultipartPart[] }
  | { readonly kind: 'text'; readonly text: string; readonly contentType?: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly contentType?: string }
  | { readonly kind: 'file'; readonly file: FileReference };

export interface HttpRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Credentials; never follow a redirect to another origin, never appear in records. */
  readonly credentials?: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
  };
  readonly body?: RequestBody;
  /** Redirects to follow; default 0, at most 5. */
  readonly maxRedirects?: number;
  /** Which statuses are no failure; default 2xx. */
  readonly isOk?: (status: number) => boolean;
  /** `auto`: JSON by its media type, text for text, base64 for the rest; null where an answer can have no body. */
  readonly as?: 'auto' | 'json' | 'text' | 'base64' | 'file';
  /** At most, and by default, what the installation allows: 16 MiB; for files 5 GiB. */
  readonly maxResponseBytes?: number;
  /**
   * For the whole exchange, redirects included; past it `States.Timeout`, or `Connector.OutcomeUnknown` when a write was
   * sent that must not be repeated. Default: the call's own deadline, and 60 s until the headers are there.
   */
  readonly timeoutMs?: number;
  /** The other side does the same thing once, however often it is asked: then a lost answer is asked for again. */
  readonly isRepeatable?: boolean;
}
/** One `Set-Cookie` of an answer. RFC 6265 §4.1. */
export interface ResponseCookie {
  readonly name: string;
  readonly value: string;
  /** By lower-case name; a flag such as `httponly` has an empty text. */
  readonly attributes: Readonly<Record<string, string>>;
}
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; several values of one name are joined by a comma. Cookies are in `cookies` only. */
  readonly headers: Readonly<Record<string, string>>;
  /** In the order of the answer. After redirects: of the last answer. */
  readonly cookies: readonly ResponseCookie[];
  readonly body: JsonValue;
  /** After redirects. */
  readonly url: string;
}

/** All that an action may use of its surroundings. */
export interface ActionContext {
  /** Requests through the outbound guard. Throws the three failures, mapped from status and socket errors. */
  readonly http: { request(request: HttpRequest): Promise<HttpResponse> };
  readonly files: {
    read(file: FileReference): Promise<AsyncIterable<Uint8Array>>;
    write(file: {
      readonly name: string;
      readonly type: string;
      readonly data: AsyncIterable<Uint8Array>;
    }): Promise<FileReference>;
  };
  /** At most 200 lines a call; secrets are taken out. */
  readonly log: Readonly<Record<'debug' | 'info' | 'warn' | 'error', (message: string, data?: JsonValue) => void>>;
  /** Aborted on cancel, at the deadline, and when another worker has the run. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly deadlineMs: number;
  /** 52 characters, the same over retries, crashes and workers. */
  readonly idempotencyKey: string;
  readonly run: {
    readonly id: string;
    readonly workflow: string;
    readonly state: string;
    readonly path: string;
    readonly attempt: number;
  };
  /** Fields of the connection, without its secrets. Empty without one. */
  readonly connection: JsonObject;
  /** Takes a value out of everything that is recorded of this run. */
  readonly addSecret: (secret: string) => void;
}
