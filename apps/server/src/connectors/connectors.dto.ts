import type { JsonObject } from '@millrace/connector-sdk';
import type {
  ManifestAction,
  ManifestAuth,
  ManifestIdempotency,
  ManifestTrigger,
} from '@millrace/connector-sdk/platform';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf } from '../http/page.ts';
import { keptText } from '../http/text.ts';
import type { ConnectorDescription } from './connector-catalogue.ts';

const jsonSchema = z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema 2020-12, with x-ui hints.' });
const described = {
  name: z.string(),
  title: z.string(),
  description: z.string(),
  deprecated: z.string().optional().meta({ description: 'What to use instead.' }),
};

/** Left out of the list where they are large. */
const listed = { input: true, output: true, sample: true } as const;

const actionDto = z.object({
  ...described,
  effects: z.enum(['read', 'write']),
  idempotency: z
    .object({
      kind: z.enum(['method', 'header', 'naturalKey', 'verify', 'none']),
      value: z
        .string()
        .optional()
        .meta({ description: 'The header, the field, or why a repetition is not kept away.' }),
      hasVerify: z.boolean().optional().meta({ description: 'Before a repetition it looks whether it happened.' }),
    })
    .optional()
    .meta({ description: 'How a repeated write is kept from happening twice.' }),
  compensate: z
    .object({ action: z.string(), arguments: z.record(z.string(), z.unknown()) })
    .optional()
    .meta({ description: 'What undoes it: offered for the step’s `Compensate`.' }),
  timeoutSeconds: z.number().optional(),
  canPause: z
    .boolean()
    .optional()
    .meta({ description: 'It may park its run, for days: until a moment, or until somebody calls.' }),
  input: jsonSchema,
  output: jsonSchema,
  sample: z.unknown().meta({ description: 'An output.' }),
});

const triggerDto = z.object({
  ...described,
  kind: z.enum(['webhook', 'polling', 'stream']),
  input: jsonSchema,
  output: jsonSchema,
  sample: z.unknown().meta({ description: 'What one run starts with.' }),
});

const authDto = z.object({
  ...described,
  kind: z.enum(['none', 'apiKey', 'basic', 'bearer', 'oauth2', 'custom']),
  fields: jsonSchema.meta({ description: 'What a person fills in. Fields with `x-sensitive` are never shown again.' }),
  hasTest: z.boolean().meta({ description: 'Whether the service can be asked if it works.' }),
  oauth2: z
    .object({
      grant: z.enum(['authorization_code', 'client_credentials']).meta({
        description: '`authorization_code`: a person signs in with the service. See `POST /api/v1/oauth/start`.',
      }),
      scopes: z.record(z.string(), z.string()).meta({ description: 'What each is for.' }),
    })
    .optional()
    .meta({ description: 'Of the kind `oauth2`.' }),
});

const connectorDto = z.object({
  name: z.string(),
  version: z.string(),
  versions: z.array(z.string()).meta({ description: 'Those that a workflow may pin.' }),
  origin: z
    .enum(['built-in', 'package', 'openapi', 'piece'])
    .meta({ description: 'This installation’s own; a package; made of an OpenAPI document; an Activepieces piece.' }),
  state: z.enum(['draft', 'published', 'deprecated', 'yanked']),
  title: z.string(),
  description: z.string(),
  icon: z.string().meta({ description: 'SVG text.' }),
  categories: z.array(z.string()),
  docsUrl: z.string().optional(),
  permissions: z.object({
    hosts: z.array(z.string()).meta({ description: 'Where it may call; `*` is anywhere.' }),
    sockets: z.array(z.string()),
    secrets: z.boolean().meta({ description: 'Whether its code may read secrets.' }),
  }),
  errors: z.record(z.string(), z.string()).meta({ description: 'Error names of its own, and what they mean.' }),
  auth: z.array(authDto).meta({ description: 'Ways of signing in; none when it needs no connection.' }),
  actions: z.array(actionDto),
  triggers: z.array(triggerDto),
});
type ConnectorDto = z.infer<typeof connectorDto>;

const listedConnectorDto = named(
  'Connector',
  connectorDto.extend({
    isAbridged: z.literal(true).optional().meta({
      description:
        'Its description is large: actions and triggers are without `input`, `output` and `sample`, which the connector itself has.',
    }),
    actions: z.array(actionDto.partial(listed)),
    triggers: z.array(triggerDto.partial(listed)),
  }),
);
export const connectorPage = named('ConnectorPage', pageOf(listedConnectorDto));
export type ConnectorPage = z.infer<typeof connectorPage>;

export const connectorDetail = named(
  'ConnectorDetail',
  connectorDto.extend({ readme: z.string().meta({ description: 'Markdown.' }) }),
);
export type ConnectorDetail = z.infer<typeof connectorDetail>;

export const connectorParams = z.strictObject({ name: keptText(1, 64) });
export type ConnectorParams = z.infer<typeof connectorParams>;

export const connectorQuery = z.strictObject({
  version: keptText(1, 64).optional().meta({ description: 'Default: the one that new workflows get.' }),
});
export type ConnectorQuery = z.infer<typeof connectorQuery>;

/** Schemas of a larger one are fetched by whoever needs them: all of them in one list would be many megabytes. */
const MAX_LISTED_BYTES = 256 * 1024;

/** A connector as the designer's palette and cards show it. */
export function toListedConnector(found: ConnectorDescription): ConnectorPage['items'][number] {
  const connector = toConnectorDto(found);
  if (found.manifestBytes <= MAX_LISTED_BYTES) return connector;
  const [actions, triggers] = [connector.actions.map(withoutSchemas), connector.triggers.map(withoutSchemas)];
  return { ...connector, isAbridged: true, actions, triggers };
}

function withoutSchemas<Part extends Record<keyof typeof listed, unknown>>(
  part: Part,
): Omit<Part, keyof typeof listed> {
  const { input: _, output: __, sample: ___, ...rest } = part;
  return rest;
}

/** A connector as the designer's forms and pages show it. */
export function toConnectorDto({ manifest, icon, origin, state, versions }: ConnectorDescription): ConnectorDto {
  const { name, version, title, description, categories, docsUrl, errors } = manifest;
  const { hosts, sockets, secrets } = manifest.permissions;
  return {
    ...{ name, version, origin, state, title, description, icon, errors },
    ...{ versions: [...versions], categories: [...categories] },
    ...(docsUrl === undefined ? {} : { docsUrl }),
    permissions: { hosts: [...hosts], sockets: [...sockets], secrets },
    auth: Object.entries(manifest.auth).map(toAuthDto),
    actions: Object.entries(manifest.actions).map(toActionDto),
    triggers: Object.entries(manifest.triggers).map(toTriggerDto),
  };
}

function toAuthDto([name, auth]: readonly [string, ManifestAuth]): ConnectorDto['auth'][number] {
  const { kind, title, description = '', fields, test, oauth2 } = auth;
  return {
    ...{ name, kind, title, description },
    ...{ fields: { ...fields }, hasTest: test !== undefined },
    ...(oauth2 === undefined ? {} : { oauth2: toOAuth2(oauth2) }),
  };
}

/** What a form needs of it; checked when the manifest was. */
function toOAuth2({ grant, scopes }: JsonObject): NonNullable<ConnectorDto['auth'][number]['oauth2']> {
  return {
    grant: grant === 'client_credentials' ? grant : 'authorization_code',
    scopes: { ...(scopes as Readonly<Record<string, string>>) },
  };
}

function toActionDto([name, action]: readonly [string, ManifestAction]): ConnectorDto['actions'][number] {
  const { title, description = '', deprecated, effects, idempotency, compensate, timeoutSeconds, hasResume } = action;
  return {
    ...{ name, title, description, effects, sample: action.sample },
    ...{ input: { ...action.input }, output: { ...action.output } },
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(idempotency === undefined ? {} : { idempotency: { kind: idempotency.kind, ...membersOf(idempotency) } }),
    ...(compensate === undefined
      ? {}
      : { compensate: { action: compensate.action, arguments: { ...compensate.arguments } } }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(hasResume === true ? { canPause: true } : {}),
  };
}

const membersOf = ({ value, hasVerify }: ManifestIdempotency): { value?: string; hasVerify?: boolean } => ({
  ...(value === undefined ? {} : { value }),
  ...(hasVerify === undefined ? {} : { hasVerify }),
});

function toTriggerDto([name, trigger]: readonly [string, ManifestTrigger]): ConnectorDto['triggers'][number] {
  const { kind, title, description = '', deprecated, input, output, sample } = trigger;
  return {
    ...{ name, kind, title, description, sample, input: { ...input }, output: { ...output } },
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}
