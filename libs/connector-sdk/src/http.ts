// What a request and its answer are made of. All of it is data, so that a request can be made for code in another process.
import type { JsonValue } from './json.ts';

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

/** `auto`: JSON by its media type, text for text, base64 for the rest; null where an answer can have no body. */
export type ResponseForm = 'auto' | 'json' | 'text' | 'base64' | 'file';

/** What every request may say beside method, address and body. */
export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Credentials that the action was given itself; never follow a redirect to another origin, never appear in records. Those of
   * the connection are added without being asked for.
   */
  readonly credentials?: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
  };
  /** Redirects to follow; default 0, at most 5. */
  readonly maxRedirects?: number;
  /** Statuses that are no failure; default 2xx. */
  readonly ok?: readonly number[] | 'any';
  readonly as?: ResponseForm;
  /** At most, and by default, what the installation allows: 16 MiB; for files 5 GiB. */
  readonly maxResponseBytes?: number;
  /**
   * For the whole exchange, redirects included; past it `States.Timeout`, or `Connector.OutcomeUnknown` when a write was
   * sent that must not be repeated. Default: the call's own deadline, and 60 s until the headers are there.
   */
  readonly timeoutMs?: number;
  /** The other side does the same thing once, however often it is asked: then a lost answer is asked for again. */
  readonly isRepeatable?: boolean;
  /** How often it is asked where repeating is harmless, within seconds; default 3. */
  readonly attempts?: number;
}

/** A request as the platform sends it. */
export interface HttpRequest extends RequestOptions {
  readonly method: string;
  /** Absolute, or relative to the connector's `baseUrl`. */
  readonly url: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: RequestBody;
}

/** One `Set-Cookie` of an answer. RFC 6265 §4.1. */
export interface ResponseCookie {
  readonly name: string;
  readonly value: string;
  /** By lower-case name; a flag such as `httponly` has an empty text. */
  readonly attributes: Readonly<Record<string, string>>;
}
export interface HttpResponse<Body = JsonValue> {
  readonly status: number;
  /** Lower-case names; several values of one name are joined by a comma. Cookies are in `cookies` only. */
  readonly headers: Readonly<Record<string, string>>;
  /** In the order of the answer. After redirects: of the last answer. */
  readonly cookies: readonly ResponseCookie[];
  readonly body: Body;
  /** After redirects. */
  readonly url: string;
}

/** A value in a path or a query. What is undefined or null is left out of a query. */
export type Parameter = string | number | boolean | null | undefined;

/** A request as an author writes it. At most one of `json`, `form`, `multipart`, `body`. */
export interface HttpCall extends RequestOptions {
  /** For each `{name}` in the path: one percent-encoded segment; empty, `.` and `..` are refused. */
  readonly path?: Readonly<Record<string, string | number>>;
  /** A list sends its name several times. */
  readonly query?: Readonly<Record<string, Parameter | readonly Parameter[]>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, Parameter | readonly Parameter[]>>;
  readonly multipart?: readonly MultipartPart[];
  readonly body?: string | Uint8Array | FileReference;
  /** Of `body`. */
  readonly contentType?: string;
}

/**
 * Requests through the outbound guard, with the connection's credentials. They throw the three failures, mapped from status
 * and socket errors.
 */
export interface Http {
  request<Body = JsonValue>(path: string, call?: HttpCall & { readonly method?: string }): Promise<HttpResponse<Body>>;
  get<Body = JsonValue>(path: string, call?: HttpCall): Promise<HttpResponse<Body>>;
  post<Body = JsonValue>(path: string, call?: HttpCall): Promise<HttpResponse<Body>>;
  put<Body = JsonValue>(path: string, call?: HttpCall): Promise<HttpResponse<Body>>;
  patch<Body = JsonValue>(path: string, call?: HttpCall): Promise<HttpResponse<Body>>;
  delete<Body = JsonValue>(path: string, call?: HttpCall): Promise<HttpResponse<Body>>;
}
