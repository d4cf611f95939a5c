// What a piece looks like from outside, in all generations of its framework. Only what the adapter touches; types of our own.

export type JsonLike = string | number | boolean | null | readonly JsonLike[] | { readonly [key: string]: JsonLike };

/** A field of a form. What `options` and `props` are depends on `type`. */
export interface PieceProperty {
  readonly type: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly defaultValue?: unknown;
  readonly placeholder?: string;
  readonly advanced?: boolean;
  readonly value?: string;
  readonly refreshers?: readonly string[];
  readonly options?: unknown;
  readonly props?: unknown;
  readonly properties?: Readonly<Record<string, PieceProperty>>;
}
export type PieceProperties = Readonly<Record<string, PieceProperty>>;

/** How a piece signs in: a property, with functions. */
export interface PieceAuth extends PieceProperty {
  readonly username?: { readonly displayName?: string };
  readonly password?: { readonly displayName?: string };
  readonly validate?: (given: Readonly<Record<string, unknown>>) => unknown;
  readonly getConnectionIdentifier?: (given: Readonly<Record<string, unknown>>) => unknown;
  readonly authUrl?: string;
  readonly tokenUrl?: string;
  readonly scope?: readonly string[];
  readonly pkce?: boolean;
  readonly prompt?: string;
  readonly grantType?: string;
  readonly authorizationMethod?: string;
  readonly extra?: Readonly<Record<string, string>>;
}

export type PieceFunction = (context: Readonly<Record<string, unknown>>) => unknown;

interface PieceMember {
  readonly name?: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly props?: PieceProperties;
  readonly requireAuth?: boolean;
  readonly outputSchema?: unknown;
  readonly sampleData?: unknown;
  readonly classification?: string;
}
export interface PieceAction extends PieceMember {
  readonly run: PieceFunction;
}
export interface PieceTrigger extends PieceMember {
  readonly type?: string;
  readonly run: PieceFunction;
  readonly onEnable?: PieceFunction;
  readonly onDisable?: PieceFunction;
  readonly onRenew?: PieceFunction;
  readonly onHandshake?: PieceFunction;
  readonly handshakeConfiguration?: { readonly strategy?: string; readonly paramName?: string };
  readonly renewConfiguration?: { readonly strategy?: string; readonly cronExpression?: string };
}
export interface PieceEvents {
  readonly parseAndReply?: PieceFunction;
  readonly verify?: PieceFunction;
}

/** A piece as its module exports it. */
export interface Piece {
  readonly displayName?: string;
  readonly description?: string;
  readonly logoUrl?: string;
  readonly categories?: readonly string[];
  readonly auth?: PieceAuth | readonly PieceAuth[];
  readonly events?: PieceEvents;
  readonly actions?: () => Readonly<Record<string, PieceAction>>;
  readonly triggers?: () => Readonly<Record<string, PieceTrigger>>;
  readonly _actions?: Readonly<Record<string, PieceAction>>;
  readonly _triggers?: Readonly<Record<string, PieceTrigger>>;
  readonly getContextInfo?: () => { readonly version?: string };
}

/** The forms of properties that hold what a connection holds. */
export const AUTH_TYPES: ReadonlySet<string> = new Set(['SECRET_TEXT', 'BASIC_AUTH', 'CUSTOM_AUTH', 'OAUTH2', 'OIDC']);
