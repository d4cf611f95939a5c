import { z } from 'zod';
import { named } from '../http/api-schemas.ts';

export const demoCustomerDto = named(
  'DemoCustomer',
  z.object({
    id: z.string(),
    name: z.string(),
    tier: z.enum(['gold', 'silver', 'standard']),
    country: z.string(),
    creditLimit: z.number(),
  }),
);
export type DemoCustomerDto = z.infer<typeof demoCustomerDto>;
export const demoCustomerParams = z.strictObject({ id: z.string().min(1).max(100) });
export type DemoCustomerParams = z.infer<typeof demoCustomerParams>;
export const demoSlowQuery = z.strictObject({ seconds: z.coerce.number().min(0).max(300).default(5) });
export type DemoSlowQuery = z.infer<typeof demoSlowQuery>;
export const demoSlowDto = named('DemoSlow', z.object({ waitedSeconds: z.number() }));
export type DemoSlowDto = z.infer<typeof demoSlowDto>;
