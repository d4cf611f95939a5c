import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { healthCheck } from '../setup/setup.dto.ts';

export const healthDto = named('Health', z.object({ status: z.literal('ok'), version: z.string() }));
export type HealthDto = z.infer<typeof healthDto>;
export const readinessDto = named(
  'Readiness',
  z.object({ status: z.enum(['ready', 'not_ready']), checks: z.array(healthCheck) }),
);
export type ReadinessDto = z.infer<typeof readinessDto>;
