import type { Connection, ConnectorUse } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';

const MAX_FIELDS = 20;
const MAX_VALUE_CHARACTERS = 64 * 1024;
const MAX_PREVIOUS_HOURS = 168;
const DEFAULT_PREVIOUS_HOURS = 24;
/** So long before somebody must sign in again it is said. */
const EXPIRING_MS = 7 * 24 * 3_600_000;

export const connectionName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/, 'A name has 1 to 64 lower-case letters, digits and hyphens.');

const fieldName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'A field is named by letters, digits and underscores.');
const secretFields = z.record(fieldName, z.string().min(1).max(MAX_VALUE_CHARACTERS));
export const connectionFields = z
  .record(fieldName, z.union([z.string().min(1).max(MAX_VALUE_CHARACTERS), z.number(), z.boolean()]))
  .refine((given) => Object.keys(given).length <= MAX_FIELDS, `There may be ${MAX_FIELDS} fields.`)
  .meta({
    description:
      'What is secret is kept encrypted, and never shown again. A webhook is verified by the field `secret`, as its sender gives it: `whsec_…`. A connector says itself which fields it takes.',
  });
/** What is kept sealed. */
export type ConnectionFields = Readonly<Record<string, string>>;

const allowedHosts = z
  .array(z.string().regex(/^(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/, 'A host is a name such as api.example.com.'))
  .min(1)
  .max(50)
  .meta({ description: 'Where it may be used, of all that the connector may call. Absent: all of that.' });

export const createConnectionRequest = named(
  'CreateConnection',
  z
    .strictObject({
      name: connectionName,
      kind: z.enum(['secret', 'connector']).default('secret').meta({
        description: '`secret`: named values, for webhooks. `connector`: what a connector signs in with.',
      }),
      connector: z.string().optional().meta({ description: 'Whose it is; of the kind `connector`.' }),
      authKind: z.string().optional().meta({ description: 'How it signs in: one of the connector’s `auth`.' }),
      fields: connectionFields,
      allowedHosts: allowedHosts.optional(),
    })
    .superRefine(({ kind, connector, authKind, fields: given }, context) => {
      if (kind === 'connector') {
        for (const [name, value] of Object.entries({ connector, authKind }))
          if (value === undefined)
            context.addIssue({ code: 'custom', path: [name], message: 'A connection of a connector needs it.' });
        return;
      }
      if (Object.keys(given).length === 0)
        context.addIssue({ code: 'custom', path: ['fields'], message: 'There must be a field.' });
      for (const [name, value] of Object.entries(given))
        if (!secretFields.safeParse({ [name]: value }).success)
          context.addIssue({ code: 'custom', path: ['fields', name], message: 'A secret is a text.' });
    }),
);
export type CreateConnectionRequest = z.infer<typeof createConnectionRequest>;

export const replaceFieldsRequest = named(
  'ReplaceConnectionFields',
  z.strictObject({
    fields: connectionFields,
    previousHours: z
      .int()
      .min(0)
      .max(MAX_PREVIOUS_HOURS)
      .default(DEFAULT_PREVIOUS_HOURS)
      .meta({ description: 'How long the fields before count too, for senders that change later. 0: not at all.' }),
    allowedHosts: allowedHosts.optional(),
  }),
);
export type ReplaceFieldsRequest = z.infer<typeof replaceFieldsRequest>;

const health = z.object({
  state: z.enum(['unknown', 'ok', 'expiring', 'needs_person', 'broken']).meta({
    description:
      '`expiring`: it works, and within seven days somebody must sign in again. `needs_person`: somebody must now. `broken`: the service did not take it the last time.',
  }),
  since: z.string().optional(),
  detail: z.string().optional().meta({ description: 'A sentence for people.' }),
});

export const connectionDto = named(
  'Connection',
  z.object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['secret', 'connector']),
    connector: z.string().optional(),
    authKind: z.string().optional(),
    fields: z.record(z.string(), z.unknown()).optional().meta({ description: 'What is no secret.' }),
    fieldNames: z.array(z.string()).meta({ description: 'Which secrets it holds. The values are never shown.' }),
    allowedHosts: z.array(z.string()).optional(),
    account: z
      .object({ label: z.string().optional(), id: z.string().optional() })
      .optional()
      .meta({ description: 'Who it turned out to be.' }),
    health: health.optional().meta({ description: 'Of the kind `connector`.' }),
    scopes: z.array(z.string()).optional().meta({ description: 'What the service lets it do. Of OAuth.' }),
    expiresAt: z.string().optional().meta({ description: 'When somebody must sign in again, as far as is known.' }),
    waitingSteps: z.int().meta({
      description:
        'Steps of runs that stand still because the service refused it. They are called again when somebody mends it.',
    }),
    lastUsedAt: z.string().optional(),
    lastGoodAt: z.string().optional(),
    version: z.int(),
    createdAt: z.string(),
    updatedAt: z.string().meta({ description: 'When the fields were set.' }),
    previousUntil: z.string().optional().meta({ description: 'Until when the fields before these count too.' }),
  }),
);
export type ConnectionDto = z.infer<typeof connectionDto>;

const connectionUser = z.object({
  workflow: z.string(),
  versions: z.array(z.enum(['live', 'draft'])).meta({ description: 'Which of its documents name the connection.' }),
});
export const connectionDetail = named(
  'ConnectionDetail',
  connectionDto.extend({
    usedBy: z.array(connectionUser).meta({ description: 'Workflows that name it, by name; 200 at most.' }),
  }),
);
export type ConnectionDetail = z.infer<typeof connectionDetail>;

export const connectionPage = named('ConnectionPage', pageOf(connectionDto));
export type ConnectionPage = z.infer<typeof connectionPage>;

export const listConnectionsQuery = z.strictObject({
  ...pageQuery,
  connector: z.string().optional().meta({ description: 'Only those of this connector.' }),
});
export type ListConnectionsQuery = z.infer<typeof listConnectionsQuery>;

export const connectionParams = z.strictObject({ name: connectionName });
export type ConnectionParams = z.infer<typeof connectionParams>;

export const deleteConnectionQuery = z.strictObject({
  force: z
    .stringbool()
    .default(false)
    .meta({ description: 'Also while workflows use it. Their runs wait from then on for one of the same name.' }),
});
export type DeleteConnectionQuery = z.infer<typeof deleteConnectionQuery>;

/** A connection without anything that is secret. */
export function toConnectionDto(
  connection: Connection,
  { nowMs, waitingSteps }: { readonly nowMs: number; readonly waitingSteps: number },
): ConnectionDto {
  const { id, name, kind, fieldNames, version, createdAtMs, updatedAtMs, previousUntilMs, use } = connection;
  return {
    ...{ id, name, kind, fieldNames: [...fieldNames], version, waitingSteps },
    ...(use === undefined ? {} : toUseDto(use, nowMs)),
    createdAt: toIsoTime(createdAtMs),
    updatedAt: toIsoTime(updatedAtMs),
    ...(previousUntilMs === undefined ? {} : { previousUntil: toIsoTime(previousUntilMs) }),
  };
}

function toUseDto(use: ConnectorUse, nowMs: number): Partial<ConnectionDto> {
  const { connector, authKind, fields: shown, allowedHosts: hosts, account, scopes } = use;
  const { tokenRenewableUntilMs, lastUsedAtMs, lastGoodAtMs } = use;
  return {
    ...{ connector, authKind, fields: { ...shown }, health: toHealth(use, nowMs) },
    ...(hosts === undefined ? {} : { allowedHosts: [...hosts] }),
    ...(account === undefined ? {} : { account }),
    ...(scopes === undefined || scopes.length === 0 ? {} : { scopes: [...scopes] }),
    ...timeMember('expiresAt', tokenRenewableUntilMs),
    ...timeMember('lastUsedAt', lastUsedAtMs),
    ...timeMember('lastGoodAt', lastGoodAtMs),
  };
}

const timeMember = (name: string, epochMs: number | undefined): Readonly<Record<string, string>> =>
  epochMs === undefined ? {} : { [name]: toIsoTime(epochMs) };

function toHealth({ health, tokenRenewableUntilMs }: ConnectorUse, nowMs: number): ConnectionDto['health'] {
  const { state, sinceMs, detail } = health;
  if (state === 'ok' && tokenRenewableUntilMs !== undefined && tokenRenewableUntilMs - nowMs < EXPIRING_MS)
    return { state: 'expiring', detail: `Somebody must sign in again by ${toIsoTime(tokenRenewableUntilMs)}.` };
  return { state, ...timeMember('since', sinceMs), ...(detail === undefined ? {} : { detail }) };
}
