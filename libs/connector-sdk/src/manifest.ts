// Everything about a connector that is no function, as JSON: what forms, documentation, checks and importers read.
import type { Static } from 'typebox';
import type { JsonObject } from './json.ts';
import { t } from './schema.ts';

const closed = { additionalProperties: false } as const;
const text = (maxLength: number) => t.String({ maxLength });
/** JSON Schema 2020-12, with `x-ui` hints. */
const Schema = t.Unsafe<JsonObject>({ type: 'object' });
const Data = t.Unsafe<JsonObject>({ type: 'object' });
const named = <Of extends Parameters<typeof t.Record>[1]>(pattern: string, value: Of) =>
  t.Record(t.String({ pattern }), value);

const CONNECTOR_NAME = '^[a-z][a-z0-9-]{1,39}$';
const MEMBER_NAME = '^[a-z][a-z0-9_]{1,63}$';
const FIELD_NAME = '^[A-Za-z][A-Za-z0-9_]{0,63}$';

const Idempotency = t.Object(
  {
    kind: t.Choice(['method', 'header', 'naturalKey', 'verify', 'none']),
    /** The header, the field, or the reason. */
    value: t.Optional(text(500)),
    hasVerify: t.Optional(t.Boolean()),
    onCrash: t.Optional(t.Choice(['unknown'])),
  },
  closed,
);

const described = {
  title: t.String({ minLength: 1, maxLength: 100 }),
  description: t.Optional(text(1000)),
  deprecated: t.Optional(text(64)),
};
const ActionManifest = t.Object(
  {
    ...described,
    input: Schema,
    output: Schema,
    sample: t.Json(),
    effects: t.Choice(['read', 'write']),
    idempotency: t.Optional(Idempotency),
    compensate: t.Optional(t.Object({ action: t.String(), arguments: Data }, closed)),
    cost: t.Optional(t.Number({ minimum: 0, maximum: 1000 })),
    timeoutSeconds: t.Optional(t.Number({ exclusiveMinimum: 0, maximum: 86_400 })),
    outputSchema: t.Optional(t.String()),
    /** It may pause its run, and goes on by a function of its own. */
    hasResume: t.Optional(t.Literal(true)),
    /** Of declarative actions: the request and how its answer is read. */
    http: t.Optional(Data),
  },
  closed,
);

const TriggerManifest = t.Object(
  {
    ...described,
    kind: t.Choice(['webhook', 'polling', 'stream']),
    input: Schema,
    output: Schema,
    sample: t.Json(),
    /** Of webhooks: how the service learns of the address. */
    delivery: t.Optional(t.Choice(['subscription', 'app', 'manual'])),
    canFind: t.Optional(t.Boolean()),
    canRenew: t.Optional(t.Boolean()),
    hasHandshake: t.Optional(t.Boolean()),
    /** Data, or `code` when a function decides. */
    verify: t.Optional(t.Union([t.String(), Data])),
    everySeconds: t.Optional(t.Number({ minimum: 15 })),
    cursor: t.Optional(Schema),
    canMigrateCursor: t.Optional(t.Boolean()),
    http: t.Optional(Data),
  },
  closed,
);

const AuthManifest = t.Object(
  {
    kind: t.Choice(['none', 'apiKey', 'basic', 'bearer', 'oauth2', 'custom']),
    title: t.String({ minLength: 1, maxLength: 100 }),
    description: t.Optional(text(1000)),
    fields: Schema,
    /** A declarative test, or `code`. */
    test: t.Optional(t.Union([t.Literal('code'), Data])),
    in: t.Optional(t.Choice(['header', 'query'])),
    name: t.Optional(text(100)),
    prefix: t.Optional(text(50)),
    /** Of `oauth2`: its members beside the usual ones. */
    oauth2: t.Optional(Data),
    /** Of `custom`: where its secrets go. */
    apply: t.Optional(Data),
    hasExchange: t.Optional(t.Boolean()),
    hasSign: t.Optional(t.Boolean()),
  },
  closed,
);

/** What a manifest must look like, whoever made it. */
export const manifestSchema = t.Object(
  {
    format: t.Literal(1),
    sdk: t.Literal(1),
    name: t.String({ pattern: CONNECTOR_NAME }),
    version: t.String({ pattern: '^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$', maxLength: 64 }),
    title: t.String({ minLength: 1, maxLength: 60 }),
    description: t.String({ minLength: 1, maxLength: 140 }),
    categories: t.Array(text(40), { minItems: 1, maxItems: 10 }),
    docsUrl: t.Optional(t.String({ pattern: '^https?://', maxLength: 500 })),
    baseUrl: t.Optional(t.String({ pattern: '^https?://', maxLength: 500 })),
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
    permissions: t.Object(
      {
        hosts: t.Array(text(253), { maxItems: 100 }),
        sockets: t.Array(text(260), { maxItems: 20 }),
        secrets: t.Boolean(),
        memoryMiB: t.Integer({ minimum: 64, maximum: 2048 }),
      },
      closed,
    ),
    errors: named('^[A-Z][A-Za-z0-9]{1,63}$', text(500)),
    auth: named(FIELD_NAME, AuthManifest),
    /** Names of its sources of options and of schemas. */
    options: t.Array(t.String({ pattern: FIELD_NAME })),
    schemas: t.Array(t.String({ pattern: FIELD_NAME })),
    actions: named(MEMBER_NAME, ActionManifest),
    triggers: named(MEMBER_NAME, TriggerManifest),
    tables: named(MEMBER_NAME, Data),
  },
  { ...closed, $id: 'https://millrace.dev/schemas/connector-manifest-1.json' },
);

export type Manifest = Static<typeof manifestSchema>;
export type ManifestAction = Static<typeof ActionManifest>;
export type ManifestTrigger = Static<typeof TriggerManifest>;
export type ManifestAuth = Static<typeof AuthManifest>;
export type ManifestIdempotency = Static<typeof Idempotency>;
