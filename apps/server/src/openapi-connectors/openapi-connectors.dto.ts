import { z } from 'zod';
import { permissionsDto, publishedConnector } from '../connector-versions/connector-versions.dto.ts';
import { named } from '../http/api-schemas.ts';
import { keptText } from '../http/text.ts';

/** A byte more than a document may have, as text in JSON, is enough to say so. */
export const MAX_DOCUMENT_REQUEST_BYTES = 40 * 1024 * 1024;
const MAX_DOCUMENT_CHARACTERS = 33 * 1024 * 1024;

const document = z
  .string()
  .min(1)
  .max(MAX_DOCUMENT_CHARACTERS)
  .meta({ description: 'OpenAPI 3.0 or 3.1, or Swagger 2.0, as JSON or YAML: the text itself.' });
const sourceUrl = z.string().max(2000).optional().meta({ description: 'Where it is from: for relative servers.' });

export const inspectRequest = named(
  'InspectOpenApi',
  z.strictObject({
    document,
    sourceUrl,
    connector: keptText(1, 64).optional().meta({ description: 'A connector that is to get it as its next version.' }),
  }),
);
export type InspectRequest = z.infer<typeof inspectRequest>;

const warning = z.looseObject({ message: z.string() });
const operation = z.object({
  key: z.string().meta({ description: '`GET /contacts/{id}`' }),
  name: z.string().meta({ description: 'Of the action that it becomes.' }),
  title: z.string(),
  description: z.string().optional(),
  effects: z.enum(['read', 'write']),
  isDeprecated: z.boolean(),
  tags: z.array(z.string()),
  suggested: z.looseObject({}).meta({ description: 'What its names tell, and a person confirms.' }),
  problem: z.string().optional().meta({ description: 'Why it cannot be imported.' }),
});
export const inspection = named(
  'OpenApiInspection',
  z.object({
    title: z.string(),
    version: z.string(),
    description: z.string().optional(),
    servers: z.array(z.object({ url: z.string(), description: z.string().optional(), baseUrl: z.string().optional() })),
    auth: z.array(z.looseObject({})).meta({ description: 'Ways of signing in that the document names.' }),
    operations: z.array(operation),
    webhooks: z.array(
      z.object({ key: z.string(), name: z.string(), title: z.string(), description: z.string().optional() }),
    ),
    warnings: z.array(warning),
    overlay: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'What was chosen for the latest version of that connector.' }),
  }),
);
export type InspectionDto = z.infer<typeof inspection>;

export const importRequest = named(
  'ImportOpenApi',
  z.strictObject({
    document,
    sourceUrl,
    overlay: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Name, title, version, operations, signing in: what was chosen and corrected.' }),
    draft: z.boolean().default(false).meta({ description: 'As 0.0.0-dev.<name>, which only its author sees.' }),
    promote: z.boolean().default(false).meta({ description: 'Make it what new workflows get.' }),
    dryRun: z.boolean().default(false).meta({ description: 'Say what would be; keep nothing.' }),
    approved: z.array(keptText(1, 300)).max(200).default([]),
  }),
);
export type ImportRequest = z.infer<typeof importRequest>;

export const importedConnector = named(
  'ImportedConnector',
  publishedConnector.extend({
    warnings: z.array(warning),
    actions: z.array(z.object({ name: z.string(), title: z.string(), effects: z.enum(['read', 'write']) })),
    auth: z.array(z.object({ name: z.string(), kind: z.string(), title: z.string(), fields: z.looseObject({}) })),
    permissions: permissionsDto,
  }),
);
export type ImportedConnector = z.infer<typeof importedConnector>;
