import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { keptName } from '../http/text.ts';
import { MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARACTERS } from '../auth/password-rules.ts';

export const healthCheck = named(
  'HealthCheck',
  z.object({
    name: z.enum(['database', 'migrations', 'queue']),
    ok: z.boolean(),
    degraded: z
      .boolean()
      .optional()
      .meta({ description: 'It works, but not as it should: a reason to look, none to send traffic elsewhere.' }),
    detail: z.string(),
  }),
);
export type HealthCheck = z.infer<typeof healthCheck>;

export const setupDto = named(
  'Setup',
  z.object({
    ownerExists: z.boolean(),
    needsToken: z.boolean().meta({ description: 'Whether this caller must bring the one-time token.' }),
    version: z.string(),
    checks: z.array(healthCheck),
  }),
);
export type SetupDto = z.infer<typeof setupDto>;

export const createOwnerRequest = named(
  'CreateOwner',
  z.strictObject({
    email: z.email().max(254),
    name: keptName(200),
    password: z.string().min(MIN_PASSWORD_CHARACTERS).max(MAX_PASSWORD_BYTES),
    workspaceName: keptName(200).optional(),
    token: z.string().max(200).optional().meta({ description: 'From the link printed at start.' }),
  }),
);
export type CreateOwnerRequest = z.infer<typeof createOwnerRequest>;
