import type { Connection } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';

const MAX_FIELDS = 20;
const MAX_VALUE_CHARACTERS = 64 * 1024;
const MAX_PREVIOUS_HOURS = 168;
const DEFAULT_PREVIOUS_HOURS = 24;

const connectionName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/, 'A name has 1 to 64 lower-case letters, digits and hyphens.');

const fields = z
  .record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'A field is named by letters, digits and underscores.'),
    z.string().min(1).max(MAX_VALUE_CHARACTERS),
  )
  .refine((given) => Object.keys(given).length > 0, 'There must be a field.')
  .refine((given) => Object.keys(given).length <= MAX_FIELDS, `There may be ${MAX_FIELDS} fields.`)
  .meta({
    description:
      'Kept encrypted, and never shown again. A webhook is verified by the field `secret`, as its sender gives it: `whsec_…`.',
  });
export type ConnectionFields = Readonly<Record<string, string>>;

export const createConnectionRequest = named(
  'CreateConnection',
  z.strictObject({ name: connectionName, kind: z.enum(['secret']).default('secret'), fields }),
);
export type CreateConnectionRequest = z.infer<typeof createConnectionRequest>;

export const replaceFieldsRequest = named(
  'ReplaceConnectionFields',
  z.strictObject({
    fields,
    previousHours: z
      .int()
      .min(0)
      .max(MAX_PREVIOUS_HOURS)
      .default(DEFAULT_PREVIOUS_HOURS)
      .meta({ description: 'How long the fields before count too, for senders that change later. 0: not at all.' }),
  }),
);
export type ReplaceFieldsRequest = z.infer<typeof replaceFieldsRequest>;

export const connectionDto = named(
  'Connection',
  z.object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['secret']),
    fieldNames: z.array(z.string()).meta({ description: 'What it holds. The values are never shown.' }),
    version: z.int(),
    createdAt: z.string(),
    updatedAt: z.string().meta({ description: 'When the fields were set.' }),
    previousUntil: z.string().optional().meta({ description: 'Until when the fields before these count too.' }),
  }),
);
export type ConnectionDto = z.infer<typeof connectionDto>;

export const connectionPage = named('ConnectionPage', pageOf(connectionDto));
export type ConnectionPage = z.infer<typeof connectionPage>;

export const listConnectionsQuery = z.strictObject({ ...pageQuery });
export type ListConnectionsQuery = z.infer<typeof listConnectionsQuery>;

export const connectionParams = z.strictObject({ name: connectionName });
export type ConnectionParams = z.infer<typeof connectionParams>;

/** A connection without anything that is secret. */
export function toConnectionDto(connection: Connection): ConnectionDto {
  const { id, name, kind, fieldNames, version, createdAtMs, updatedAtMs, previousUntilMs } = connection;
  return {
    id,
    name,
    kind,
    fieldNames: [...fieldNames],
    version,
    createdAt: toIsoTime(createdAtMs),
    updatedAt: toIsoTime(updatedAtMs),
    ...(previousUntilMs === undefined ? {} : { previousUntil: toIsoTime(previousUntilMs) }),
  };
}
