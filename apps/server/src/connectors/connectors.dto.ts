import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf } from '../http/page.ts';

const jsonSchema = z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema 2020-12, with x-ui hints.' });

const connectorDto = named(
  'Connector',
  z.object({
    name: z.string(),
    version: z.string(),
    title: z.string(),
    description: z.string(),
    icon: z.string().meta({ description: 'SVG text.' }),
    actions: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        description: z.string(),
        effects: z.enum(['read', 'write']),
        input: jsonSchema,
        output: jsonSchema,
      }),
    ),
  }),
);

export const connectorPage = named('ConnectorPage', pageOf(connectorDto));
export type ConnectorPage = z.infer<typeof connectorPage>;
