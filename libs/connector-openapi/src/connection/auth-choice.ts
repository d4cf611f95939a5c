// How a connection signs in, as data: what a document suggests, and what people choose instead.
import { t, type Static } from '@millrace/connector-sdk';

const closed = { additionalProperties: false } as const;
const text = (maxLength: number) => t.String({ minLength: 1, maxLength });
const texts = t.Record(t.String(), t.String({ maxLength: 2000 }));

/** Of `oauth2`. Addresses may hold `{connection.field}`. */
const OAuth2Choice = t.Object(
  {
    grant: t.Choice(['authorization_code', 'client_credentials']),
    authorizeUrl: t.Optional(text(500)),
    tokenUrl: text(500),
    revokeUrl: t.Optional(text(500)),
    /** Scope and what it is for. */
    scopes: texts,
    scopeSeparator: t.Optional(t.String({ maxLength: 5 })),
    authorizeParams: t.Optional(texts),
    clientAuth: t.Optional(t.Choice(['basic', 'body'])),
    pkce: t.Optional(t.Boolean()),
  },
  closed,
);

/** Of `custom`: fields that nobody may read again, and where they go. `{field}` stands for one of them. */
const CombinedChoice = t.Object({ secrets: texts, headers: t.Optional(texts), query: t.Optional(texts) }, closed);

export const authChoiceSchema = t.Object(
  {
    kind: t.Choice(['none', 'apiKey', 'basic', 'bearer', 'oauth2', 'custom']),
    title: text(100),
    description: t.Optional(t.String({ maxLength: 1000 })),
    /** Of `apiKey`. */
    in: t.Optional(t.Choice(['header', 'query'])),
    name: t.Optional(text(100)),
    prefix: t.Optional(t.String({ maxLength: 50 })),
    oauth2: t.Optional(OAuth2Choice),
    combined: t.Optional(CombinedChoice),
    /** A request that shows that it works, as the SDK's `AuthTest`. */
    test: t.Optional(t.Unsafe<AuthTestData>({ type: 'object' })),
  },
  closed,
);

/** A declarative test of a connection: path below the base address, label and id of the account as templates. */
export interface AuthTestData {
  readonly request: { readonly method: 'GET' | 'POST' | 'HEAD'; readonly path: string };
  readonly label?: string;
  readonly id?: string;
}

export type AuthChoice = Static<typeof authChoiceSchema>;

/** A way of signing in that a document names. */
export interface AuthSuggestion {
  /** Of the kind in the manifest. */
  readonly name: string;
  /** What the document calls it. */
  readonly schemes: readonly string[];
  /** Absent: it must be chosen by hand, for the reason in `note`. */
  readonly choice?: AuthChoice;
  /** What to look at before it is relied on. */
  readonly note?: string;
}
