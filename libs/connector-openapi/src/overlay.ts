// What people have chosen and corrected of a document: kept beside it, so that a new version of the document gets the same.
import { t, type JsonValue, type Static } from '@millrace/connector-sdk';
import { authChoiceSchema, type AuthChoice } from './connection/auth-choice.ts';
import { OpenApiError } from './errors.ts';
import { isObject } from './json-access.ts';
import { findMisfit } from './schema/check-value.ts';

const closed = { additionalProperties: false } as const;
const text = (maxLength: number) => t.String({ minLength: 1, maxLength });
const named = <Of extends Parameters<typeof t.Record>[1]>(pattern: string, value: Of) =>
  t.Record(t.String({ pattern }), value, closed);

const MEMBER_NAME = '^[a-z][a-z0-9_]{1,63}$';
const FIELD_NAME = '^[A-Za-z][A-Za-z0-9_]{0,63}$';
const KEY = '^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|WEBHOOK) ';

const Size = t.Object({ query: text(200), max: t.Integer({ minimum: 1, maximum: 10_000 }) }, closed);
const Place = t.Union([
  t.Object({ query: text(200) }, closed),
  t.Object({ header: text(200) }, closed),
  t.Object({ body: text(200) }, closed),
]);
const size = { size: t.Optional(Size) };
const Paginate = t.Union([
  t.Object({ by: t.Literal('cursor'), next: text(1000), send: Place, ...size }, closed),
  t.Object({ by: t.Literal('page'), send: Place, from: t.Optional(t.Integer({ minimum: 0 })), ...size }, closed),
  t.Object({ by: t.Literal('offset'), send: Place, ...size }, closed),
  t.Object({ by: t.Literal('link'), ...size }, closed),
  t.Object({ by: t.Literal('nextUrl'), next: text(1000), ...size }, closed),
]);
/** `true`: as suggested. */
const PagingDecision = t.Union([
  t.Boolean(),
  t.Object({ paginate: Paginate, records: t.Optional(text(1000)) }, closed),
]);
const IdempotencyDecision = t.Union([
  t.Literal('method'),
  t.Object({ header: text(100) }, closed),
  t.Object({ none: text(500), onCrash: t.Optional(t.Literal('unknown')) }, closed),
]);
const Verify = t.Union([
  t.Literal('standard-webhooks'),
  t.Object({ none: text(500) }, closed),
  t.Object(
    {
      hmac: t.Choice(['sha1', 'sha256', 'sha512']),
      header: text(100),
      prefix: t.Optional(t.String({ maxLength: 50 })),
      encoding: t.Choice(['hex', 'base64']),
      signed: t.Optional(text(500)),
    },
    closed,
  ),
]);

const Correction = t.Object(
  {
    name: t.Optional(t.String({ pattern: MEMBER_NAME })),
    title: t.Optional(text(100)),
    description: t.Optional(t.String({ maxLength: 1000 })),
    effects: t.Optional(t.Choice(['read', 'write'])),
    idempotency: t.Optional(IdempotencyDecision),
    paginate: t.Optional(PagingDecision),
    /** Of webhooks: how a delivery shows that the service sent it. */
    verify: t.Optional(Verify),
  },
  closed,
);

/** What an overlay must look like. It is JSON, and knows nothing of the document that it is for. */
export const overlaySchema = t.Object(
  {
    /** Of the connector, for ever. Names that begin with `ap-` are the pieces'. */
    name: t.String({ pattern: '^(?!ap-)[a-z][a-z0-9-]{1,39}$' }),
    title: t.Optional(text(60)),
    description: t.Optional(text(140)),
    categories: t.Optional(t.Array(text(40), { minItems: 1, maxItems: 10 })),
    docsUrl: t.Optional(t.String({ pattern: '^https?://', maxLength: 500 })),
    /** Of the connector, not of the document; default 1.0.0. */
    version: t.Optional(t.String({ pattern: '^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$', maxLength: 64 })),
    /** Which become actions and triggers, by key; default all. */
    operations: t.Optional(t.Union([t.Literal('all'), t.Array(t.String(), { maxItems: 10_000 })])),
    /** By key: what differs from what the document says. */
    corrections: t.Optional(named(KEY, Correction)),
    /** By key: names given by an earlier import. */
    names: t.Optional(named(KEY, t.String({ pattern: MEMBER_NAME }))),
    /** Ways of signing in, by name, instead of those that the document suggests; empty: it needs none. */
    auth: t.Optional(named(FIELD_NAME, authChoiceSchema)),
    /** Which of the document's servers; default the first. */
    server: t.Optional(t.Integer({ minimum: 0 })),
    /** Instead of a server of the document. */
    baseUrl: t.Optional(t.String({ pattern: '^https?://[^/?#]', maxLength: 500 })),
    rateLimit: t.Optional(
      t.Object(
        {
          requests: t.Number({ exclusiveMinimum: 0 }),
          perSeconds: t.Number({ exclusiveMinimum: 0 }),
          concurrent: t.Optional(t.Integer({ minimum: 1 })),
          scope: t.Optional(t.Choice(['connection', 'connector'])),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type OpenApiOverlay = Static<typeof overlaySchema>;
export type OperationCorrection = Static<typeof Correction>;

/** Reads an overlay that somebody has kept. Throws `openapi.overlay_invalid` with the place that is wrong. */
export function readOverlay(value: unknown): OpenApiOverlay {
  const misfit =
    findMisfit(overlaySchema as unknown as JsonValue, value as JsonValue) ?? findHalfChoice(value as JsonValue);
  if (misfit === undefined) return value as OpenApiOverlay;
  throw new OpenApiError('openapi.overlay_invalid', `What was chosen for the import does not fit: ${misfit}.`);
}

const NEEDED: Readonly<Record<string, readonly (keyof AuthChoice)[]>> = {
  apiKey: ['in', 'name'],
  oauth2: ['oauth2'],
  custom: ['combined'],
};

/** A way of signing in that lacks what its kind needs. */
function findHalfChoice(overlay: JsonValue): string | undefined {
  const choices = isObject(overlay) && isObject(overlay.auth) ? Object.entries(overlay.auth) : [];
  for (const [name, choice] of choices) {
    const { kind, oauth2 } = choice as unknown as AuthChoice;
    const missing = (Object.hasOwn(NEEDED, kind) ? NEEDED[kind] : [])?.find(
      (member) => !Object.hasOwn(choice as object, member),
    );
    if (missing !== undefined) return `"auth/${name}" is of kind ${kind} and needs "${missing}"`;
    if (oauth2?.grant === 'authorization_code' && oauth2.authorizeUrl === undefined)
      return `"auth/${name}" needs "oauth2/authorizeUrl"`;
  }
  return undefined;
}
