import type { ApiKey } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, toIsoTime } from '../http/page.ts';
import { PERMISSION_NAMES } from '../http/permissions.ts';
import { keptName } from '../http/text.ts';

export const DEFAULT_KEY_DAYS = 365;

export const createApiKeyRequest = named(
  'CreateApiKey',
  z.strictObject({
    name: keptName(200),
    scopes: z.array(z.enum(PERMISSION_NAMES)).min(1).optional().meta({ description: 'Default: all that you may do.' }),
    expiresInDays: z
      .int()
      .min(1)
      .max(3650)
      .optional()
      .meta({ description: `Default: ${DEFAULT_KEY_DAYS}.` }),
  }),
);
export type CreateApiKeyRequest = z.infer<typeof createApiKeyRequest>;

const apiKeyMembers = {
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().optional(),
};
const apiKeyDto = named('ApiKey', z.object(apiKeyMembers));
export type ApiKeyDto = z.infer<typeof apiKeyDto>;
export const apiKeyPage = named('ApiKeyPage', pageOf(apiKeyDto));
export const newApiKeyDto = named(
  'NewApiKey',
  z.object({ key: z.string().meta({ description: 'Shown once, here.' }), ...apiKeyMembers }),
);
export type NewApiKeyDto = z.infer<typeof newApiKeyDto>;

export const apiKeyParams = z.strictObject({ id: z.uuid() });
export type ApiKeyParams = z.infer<typeof apiKeyParams>;

/** A key as its owner sees it; the secret is not kept. */
export function toApiKeyDto(key: ApiKey): ApiKeyDto {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: [...key.scopes],
    createdAt: toIsoTime(key.createdAtMs),
    expiresAt: toIsoTime(key.expiresAtMs),
    ...(key.lastUsedAtMs === undefined ? {} : { lastUsedAt: toIsoTime(key.lastUsedAtMs) }),
  };
}
