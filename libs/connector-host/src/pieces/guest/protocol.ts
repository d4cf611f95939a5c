// What goes over the pipes between a piece's child and the host. Both sides use this file; every body is JSON.
import type { JsonLike } from './piece-shape.ts';

/** What the child is told. */
export type ToChild =
  /** The piece's code; a certificate that the child trusts besides, for tests. */
  | { readonly type: 'load'; readonly file: string; readonly certificate?: string }
  /** Body: `PieceCall`. */
  | { readonly type: 'call'; readonly id: number }
  /** Of an `ask`; body: `Answer`. */
  | { readonly type: 'answer'; readonly id: number }
  | { readonly type: 'ping' };

/** What the child says. */
export type FromChild =
  | { readonly type: 'ready' | 'pong' }
  /** Body: `PieceFacts`. */
  | { readonly type: 'loaded' }
  /** Body: `ThrownFacts`. */
  | { readonly type: 'unloadable' }
  /** Body: `CallResult`, `ThrownFacts`, `LogText`. */
  | { readonly type: 'returned' | 'threw' | 'log'; readonly id: number }
  /** Wants an answer; body: what the kind of question needs. */
  | { readonly type: 'ask'; readonly id: number; readonly call: number; readonly kind: AskKind };
export type AskKind = 'dial' | 'readFile' | 'writeFile' | 'storeGet' | 'waitpoint';
export type Answer =
  { readonly value: JsonLike } | { readonly error: { readonly code: string; readonly message: string } };

export interface DialTarget {
  readonly host: string;
  readonly port: number;
}
/** Where a target may be reached. `port` where it is another one. */
export interface DialAnswer {
  readonly addresses: readonly { readonly address: string; readonly family: number }[];
  readonly port: number;
}

export interface LogText {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}

/** What a connection holds, for one way of signing in. */
export interface AuthValue {
  /** Name of the way, as in the facts. */
  readonly key: string;
  readonly fields: Readonly<Record<string, JsonLike>>;
}
/** A delivery, as pieces see one. */
export interface Payload {
  readonly body: JsonLike;
  readonly rawBody: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly queryParams: Readonly<Record<string, string>>;
  readonly method: string;
}
export type StoreValues = Readonly<Record<string, JsonLike>>;

/** What every call says of what is around it. */
export interface CallSurroundings {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly step: string;
  /** Ends its next pause. Only of actions that may ask for it before they could wait for it. */
  readonly callbackUrl?: string;
}
interface Common {
  readonly around: CallSurroundings;
  readonly auth: AuthValue | null;
}
interface TriggerCommon extends Common {
  /** The trigger. */
  readonly member: string;
  readonly input: Readonly<Record<string, JsonLike>>;
  /** All that it has stored; null: nobody knows. */
  readonly store: StoreValues | null;
  readonly webhookUrl: string;
}
export type PieceCall =
  | (Common & {
      readonly kind: 'action';
      readonly member: string;
      readonly input: Readonly<Record<string, JsonLike>>;
      /** After a pause: what ended it. */
      readonly resume?: JsonLike;
    })
  | (Common & {
      readonly kind: 'options' | 'schema';
      readonly source: string;
      readonly input: Readonly<Record<string, JsonLike>>;
      readonly search?: string;
    })
  | (Common & { readonly kind: 'validate' })
  | (TriggerCommon & { readonly kind: 'enable' | 'disable' | 'renew' | 'poll' })
  | (TriggerCommon & { readonly kind: 'receive' | 'handshake'; readonly payload: Payload })
  | (Common & { readonly kind: 'event'; readonly payload: Payload })
  | (Common & { readonly kind: 'verify'; readonly payload: Payload; readonly secret: string });

/** What came of a call. */
export interface CallResult {
  readonly output: JsonLike;
  /** Of triggers: all that is stored now. */
  readonly store?: StoreValues;
  /** Of actions: what it has stored; null removes. */
  readonly writes?: Readonly<Record<string, JsonLike>>;
  /** Of polling triggers that have said how often. */
  readonly cron?: string;
  /** What is to be answered to whoever has started the run. */
  readonly response?: { readonly value: JsonLike; readonly stops: boolean };
  /** It goes on when this is over. */
  readonly wait?: Waitpoint;
}
export interface Waitpoint {
  readonly type: 'DELAY' | 'WEBHOOK';
  /** ISO 8601 or what `Date` reads. */
  readonly resumeAt?: string;
}

export interface ThrownFacts {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** Of the answer that made it throw. */
  readonly status?: number;
  readonly retryAfter?: string;
  readonly body?: string;
}

/** A field as facts. */
export interface PropertyFacts {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly isRequired: boolean;
  readonly isAdvanced?: true;
  readonly placeholder?: string;
  readonly defaultValue?: JsonLike;
  /** Of static choices. */
  readonly choices?: readonly { readonly label: string; readonly value: JsonLike }[];
  /** Of dynamic ones: the source to ask, and the fields that it depends on. */
  readonly source?: string;
  readonly refreshers?: readonly string[];
  readonly properties?: PropertiesFacts;
}
export type PropertiesFacts = Readonly<Record<string, PropertyFacts>>;

export interface AuthFacts {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly isRequired: boolean;
  readonly properties: PropertiesFacts;
  readonly labels: { readonly username?: string; readonly password?: string };
  readonly canTest: boolean;
  readonly oauth2?: {
    readonly authUrl: string;
    readonly tokenUrl: string;
    readonly scope: readonly string[];
    readonly usesPkce: boolean;
    readonly grantType: string;
    readonly isInBody: boolean;
    readonly parameters: Readonly<Record<string, string>>;
  };
}
interface MemberFacts {
  readonly title: string;
  readonly description?: string;
  readonly properties: PropertiesFacts;
  /** As the piece has it. */
  readonly outputSchema?: JsonLike;
}
export interface ActionFacts extends MemberFacts {
  /** The piece says that it only reads. */
  readonly claimsToRead: boolean;
}
export interface TriggerFacts extends MemberFacts {
  readonly strategy: string;
  readonly sample: JsonLike;
  readonly hasHandshake: boolean;
  readonly renewCron?: string;
}
/** All of a piece that is data. */
export interface PieceFacts {
  readonly title: string;
  readonly description: string;
  readonly categories: readonly string[];
  /** 'none' where the piece says nothing. */
  readonly contextVersion: string;
  readonly generation: 0 | 1 | 2;
  readonly hasEvents: boolean;
  readonly auth: Readonly<Record<string, AuthFacts>>;
  readonly actions: Readonly<Record<string, ActionFacts>>;
  readonly triggers: Readonly<Record<string, TriggerFacts>>;
}

/** What no piece finds here. */
export const UNSUPPORTED = 'connector.unsupported_context';
/** A file that a piece has written, until the output is looked through. */
export const FILE_PREFIX = 'millrace-file:';
