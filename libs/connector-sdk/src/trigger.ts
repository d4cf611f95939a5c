// Triggers are declarations: what they subscribe to, or how they ask. The platform subscribes, asks, renews and removes.
import type { Static, TSchema } from 'typebox';
import type { Awaitable } from './awaitable.ts';
import type { PollContext, TriggerContext } from './context.ts';
import type { HttpTemplate, Incremental, Pagination, ResponseRules } from './http-template.ts';
import type { JsonObject, JsonValue } from './json.ts';

/** One thing that happened: a run each. */
export interface TriggerItem<Data = unknown> {
  /** The same for the same thing: it starts one run, however often it comes within seven days. */
  readonly id: string;
  readonly data: Data;
  /** When it happened, ISO 8601. */
  readonly at?: string;
  /** Items of one key run in order. */
  readonly key?: string;
}
interface TriggerFacts {
  /** Noun and participle: "Ticket created". */
  readonly title: string;
  readonly description?: string;
  readonly deprecated?: string;
  readonly input: TSchema;
  /** Of `data`. */
  readonly output: TSchema;
  readonly sample: unknown;
}

/** A request of another system, as it came. */
export interface DeliveredRequest {
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly bytes: Uint8Array;
  /** The bytes as text. */
  readonly text: string;
  /** The body when it is JSON or a form, else null. */
  readonly json: JsonValue;
}
/**
 * How a delivery shows that the service sent it. `signed`: what is signed, over `{body}`, `{header.name}`; default the body. A header
 * in it that says when, by `time` or `date` in its name, must be within five minutes of now.
 */
export type Verification =
  | {
      readonly hmac: 'sha1' | 'sha256' | 'sha512';
      readonly header: string;
      readonly prefix?: string;
      readonly encoding: 'hex' | 'base64';
      readonly signed?: string;
    }
  | 'standard-webhooks'
  | ((request: DeliveredRequest, secret: string) => Awaitable<boolean>)
  | { readonly none: string };

/** What a service knows of a subscription. */
export interface RemoteSubscription {
  readonly remoteId: string;
  /** ISO 8601; renewed when two thirds of the time are over. */
  readonly expiresAt?: string;
}
interface SubscriptionRequest {
  /** Where deliveries go. */
  readonly url: string;
  /** For signatures; new for each subscription. */
  readonly secret: string;
  /** What all who want the same share. */
  readonly identity: JsonValue;
}
export interface Subscription {
  /** Workflows whose identity is the same share one subscription. */
  identity(this: void, input: unknown): JsonValue;
  create(this: void, context: TriggerContext, wanted: SubscriptionRequest): Awaitable<RemoteSubscription>;
  /** Adopts what a process that died has created. */
  find?(this: void, context: TriggerContext, wanted: SubscriptionRequest): Awaitable<RemoteSubscription | null>;
  renew?(this: void, context: TriggerContext, current: RemoteSubscription): Awaitable<RemoteSubscription>;
  remove(this: void, context: TriggerContext, current: RemoteSubscription): Awaitable<unknown>;
}
export interface WebhookTrigger extends TriggerFacts {
  readonly kind: 'webhook';
  /** Of triggers that a service is told of by call. */
  readonly subscription?: Subscription;
  /** One address for the whole app, set up once in the service's console: the account (team, number) that a delivery is for. */
  account?(this: void, request: DeliveredRequest): string | null;
  readonly verify: Verification;
  /** Answers a question that is no event, such as a challenge; null: it is none. */
  handshake?(this: void, request: DeliveredRequest): Awaitable<HandshakeAnswer | null>;
  receive(
    this: void,
    context: TriggerContext,
    request: DeliveredRequest,
    input: unknown,
  ): Awaitable<readonly TriggerItem[]>;
}
export interface HandshakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What one poll gets. */
interface PollRequest<Input = unknown, Cursor = unknown> {
  readonly input: Input;
  /** What the poll before left; undefined the first time. */
  readonly cursor?: Cursor;
  /** What happened before is nobody's business: the first publish, or a chosen date. */
  readonly start: Date;
  readonly limit: number;
}
interface PollResult<Data = unknown, Cursor = unknown> {
  readonly items: readonly TriggerItem<Data>[];
  readonly cursor: Cursor;
  /** Poll on at once. */
  readonly more?: boolean;
}
interface PollingFacts extends TriggerFacts {
  readonly kind: 'polling';
  readonly cursor: TSchema;
  /** Default 60, at least 15. */
  readonly everySeconds?: number;
}
export interface CodePolling extends PollingFacts {
  readonly by: 'code';
  poll(this: void, context: PollContext, request: PollRequest): Awaitable<PollResult>;
  /** A cursor of another schema as one of this. */
  migrateCursor?(this: void, cursor: JsonValue): JsonValue;
}
export interface HttpPolling extends PollingFacts, ResponseRules {
  readonly by: 'http';
  readonly request: HttpTemplate;
  readonly paginate?: Pagination;
  readonly incremental: Incremental;
  /** `{% record.id %}` */
  readonly id: string;
}
export type PollingTrigger = CodePolling | HttpPolling;

interface StreamRequest<Input = unknown, Cursor = unknown, Data = unknown> {
  readonly input: Input;
  readonly cursor?: Cursor;
  /** Resolves when the item is kept: only then may it be acknowledged. */
  readonly emit: (item: TriggerItem<Data>, cursor?: Cursor) => Promise<void>;
}
export interface StreamTrigger extends TriggerFacts {
  readonly kind: 'stream';
  readonly cursor?: TSchema;
  /** Ends when the signal is aborted; whatever it throws, it is begun again. */
  stream(this: void, context: TriggerContext, request: StreamRequest): Promise<void>;
}
export type Trigger = WebhookTrigger | PollingTrigger | StreamTrigger;

interface Typed<Input extends TSchema, Output extends TSchema> {
  readonly title: string;
  readonly description?: string;
  readonly deprecated?: string;
  readonly input: Input;
  readonly output: Output;
  readonly sample: Static<Output>;
}
interface WebhookDefinition<Input extends TSchema, Output extends TSchema>
  extends Typed<Input, Output>, Pick<WebhookTrigger, 'account' | 'verify' | 'handshake'> {
  readonly subscription?: Omit<Subscription, 'identity'> & { readonly identity: (input: Static<Input>) => JsonValue };
  readonly receive: (
    context: TriggerContext,
    request: DeliveredRequest,
    input: Static<Input>,
  ) => Awaitable<readonly TriggerItem<Static<Output>>[]>;
}
/** A trigger that a service calls: by a subscription of ours, or through the app's own address (`account`). */
export function webhookTrigger<Input extends TSchema, Output extends TSchema>(
  definition: WebhookDefinition<Input, Output>,
): WebhookTrigger {
  return { kind: 'webhook', ...(definition as unknown as Omit<WebhookTrigger, 'kind'>) };
}

interface PollingDefinition<Input extends TSchema, Output extends TSchema, Cursor extends TSchema> extends Typed<
  Input,
  Output
> {
  readonly cursor: Cursor;
  readonly everySeconds?: number;
  readonly poll: (
    context: PollContext,
    request: PollRequest<Static<Input>, Static<Cursor>>,
  ) => Awaitable<PollResult<Static<Output>, Static<Cursor>>>;
  readonly migrateCursor?: (cursor: JsonValue) => Static<Cursor>;
}
/** A trigger that asks, every so often. Items and cursor are kept in one transaction. */
export function pollingTrigger<Input extends TSchema, Output extends TSchema, Cursor extends TSchema>(
  definition: PollingDefinition<Input, Output, Cursor>,
): PollingTrigger {
  return { kind: 'polling', by: 'code', ...(definition as unknown as Omit<CodePolling, 'kind' | 'by'>) };
}

type HttpPollingDefinition<Input extends TSchema, Output extends TSchema> = Typed<Input, Output> &
  Omit<HttpPolling, 'kind' | 'by' | 'cursor' | keyof TriggerFacts>;
/** A polling trigger that is requests: data only. */
export function httpPolling<Input extends TSchema, Output extends TSchema>(
  definition: HttpPollingDefinition<Input, Output>,
): HttpPolling {
  return { kind: 'polling', by: 'http', ...definition, cursor: HTTP_CURSOR };
}
/** Of every declarative one: how far it has read. */
const HTTP_CURSOR = {
  type: 'object',
  required: ['since'],
  properties: { since: { type: 'string', format: 'date-time' }, page: { type: 'string' } },
  additionalProperties: false,
} satisfies JsonObject as TSchema;

interface StreamDefinition<Input extends TSchema, Output extends TSchema, Cursor extends TSchema> extends Typed<
  Input,
  Output
> {
  readonly cursor?: Cursor;
  readonly stream: (
    context: TriggerContext,
    request: StreamRequest<Static<Input>, Static<Cursor>, Static<Output>>,
  ) => Promise<void>;
}
/** A trigger that holds a connection open. One process owns it at a time. */
export function streamTrigger<Input extends TSchema, Output extends TSchema, Cursor extends TSchema>(
  definition: StreamDefinition<Input, Output, Cursor>,
): StreamTrigger {
  return { kind: 'stream', ...(definition as unknown as Omit<StreamTrigger, 'kind'>) };
}
