// Declarative HTTP: a request as data. Values are literals, or `{% jsonata %}` over `input`, `connection`, `page`, `idempotencyKey`
// and, of an answer, `body`, `status`, `headers`. One that yields nothing is left out.
import type { JsonValue } from './json.ts';

/** A JSON value whose texts may be `{% jsonata %}`. */
export type Template = JsonValue;

export interface HttpTemplate {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /**
   * Relative to `baseUrl`. `{field}`, `{group.field}`: one percent-encoded segment of the input; empty, `.`, `..` are refused.
   */
  readonly path: string;
  /** As an OpenAPI document describes them; they go beside `query` and `headers`. */
  readonly parameters?: readonly ParameterRule[];
  readonly query?: Readonly<Record<string, Template>>;
  readonly headers?: Readonly<Record<string, Template>>;
  readonly body?: Template;
  /** Steps into the input: the body as it was given, instead of `body`. */
  readonly bodyFrom?: readonly string[];
  /** Of `form` and `multipart`: members that are not written as usual. As usual: `a[b]=c`, `a[0]=c`; a part each, objects as JSON. */
  readonly fields?: Readonly<Record<string, FieldRule>>;
  /** Default `json`. `bytes` and parts of `multipart` may be files. */
  readonly encode?: 'json' | 'form' | 'multipart' | 'text' | 'bytes';
  /** Statuses that are a success; default 2xx. */
  readonly ok?: readonly number[];
  /** Statuses that mean that there is nothing: the output is null. */
  readonly empty?: readonly number[];
}

/** Where a parameter's value is in the input, and how it is written. OpenAPI 3.1 §4.8.12. */
export interface ParameterRule {
  /** Steps into the input. */
  readonly from: readonly string[];
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly name: string;
  /** Default `form` in queries and cookies, else `simple`. */
  readonly style?: 'simple' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject';
  /** Default true for `form` and `deepObject`. */
  readonly explode?: boolean;
  /** Written as JSON, whatever the style. */
  readonly isJson?: boolean;
}

/** How a member of a form is written. OpenAPI 3.1 §4.8.15. */
export interface FieldRule {
  /** Of forms. Without style and explode as usual; with one of them the defaults are those of a query. */
  readonly style?: 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject';
  readonly explode?: boolean;
  /** Of parts; `application/json` also of forms: written as JSON. */
  readonly contentType?: string;
}

/** How an answer becomes an output. */
export interface ResponseRules {
  /** Default `json`. `auto`: by its media type, as `http` reads it. */
  readonly as?: 'json' | 'text' | 'file' | 'auto';
  /** JSONata over the body: the array of records. */
  readonly records?: string;
  /** JSONata: the output; of a list, of each record, with `record` beside the rest. Default: the body. */
  readonly map?: Template;
  /** First match wins; without one the usual meaning of the status. */
  readonly errors?: readonly HttpErrorRule[];
}
export interface HttpErrorRule {
  readonly status?: number | readonly number[];
  /** JSONata over `body`, `status`, `headers`. */
  readonly when?: string;
  /** One of the connector's `errors`. */
  readonly name?: string;
  /** A sentence, or a template that makes one. */
  readonly message?: string;
  readonly retryable?: boolean;
}

/** Where a value of paging goes. */
export type Place = { readonly query: string } | { readonly header: string } | { readonly body: string };
export interface PageSize {
  readonly query: string;
  readonly max: number;
}
/** Ends at: no next, an empty or a short page, the limit, 100 pages. */
export type Pagination =
  /** `next`: JSONata over the body. */
  | { readonly by: 'cursor'; readonly next: string; readonly send: Place; readonly size?: PageSize }
  /** Counted; `from`: the first, default 1. */
  | { readonly by: 'page'; readonly send: Place; readonly from?: number; readonly size?: PageSize }
  | { readonly by: 'offset'; readonly send: Place; readonly size?: PageSize }
  /** RFC 8288, `rel=next`. */
  | { readonly by: 'link'; readonly size?: PageSize }
  /** `next`: JSONata over the body, an URL on a permitted host. */
  | { readonly by: 'nextUrl'; readonly next: string; readonly size?: PageSize };

/** What a polling trigger asks for only what is new by. */
export interface Incremental {
  /** Of a record: the time of its last change. */
  readonly field: string;
  readonly send: Place;
  readonly format: 'iso' | 'epoch' | 'epochMs';
  /** Read again each time, since services show changes late; default 60. */
  readonly overlapSeconds?: number;
}
