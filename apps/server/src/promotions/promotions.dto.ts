import { z } from 'zod';
import { connectionName } from '../connections/connections.dto.ts';
import { named } from '../http/api-schemas.ts';
import { finding } from '../http/problem.dto.ts';
import { keptText } from '../http/text.ts';
import { publishedVersionDto } from '../workflows/workflows.dto.ts';
import { stage, workspaceSlug } from '../workspaces/workspaces.dto.ts';

const MAX_CONNECTIONS = 200;

const target = {
  workspace: workspaceSlug.meta({ description: 'Where to: another workspace of yours.' }),
  connections: z
    .record(connectionName, connectionName)
    .refine((given) => Object.keys(given).length <= MAX_CONNECTIONS, `There may be ${MAX_CONNECTIONS} connections.`)
    .optional()
    .meta({ description: 'Name here -> name there. What is not given keeps its name.' }),
};

export const previewPromotionRequest = named('PreviewPromotion', z.strictObject(target));
export type PreviewPromotionRequest = z.infer<typeof previewPromotionRequest>;

export const promoteRequest = named(
  'Promote',
  z.strictObject({
    ...target,
    publish: z.boolean().default(false).meta({ description: 'Make it live there. Otherwise it is the draft there.' }),
    note: keptText(0, 2000).optional().meta({ description: 'Of the version that is published there.' }),
    overwrite: z
      .boolean()
      .default(false)
      .meta({ description: 'Also when the draft there has changes that nobody has published: they are lost.' }),
  }),
);
export type PromoteRequest = z.infer<typeof promoteRequest>;

const candidate = z.object({
  name: z.string(),
  account: z.string().optional().meta({ description: 'Who it turned out to be.' }),
  health: z.enum(['unknown', 'ok', 'expiring', 'needs_person', 'broken']).optional(),
});
const mappedConnection = z.object({
  name: z.string(),
  connector: z.string().optional().meta({ description: 'Whose it is; absent of secrets for webhooks.' }),
  places: z.int().meta({ description: 'How many steps and triggers name it.' }),
  chosen: z.string().optional().meta({ description: 'As asked for, or else the one of the same name.' }),
  candidates: z.array(candidate).meta({ description: 'Those there that fit, by name.' }),
});
const missingConnector = z.object({
  name: z.string(),
  version: z.string().optional().meta({ description: 'The one that the document pins.' }),
  state: z.enum(['missing', 'version_missing', 'not_approved']),
  versions: z.array(z.string()).meta({ description: 'Those that are there.' }),
  needs: z.array(z.string()).meta({ description: 'What it may do that nobody there has said yes to.' }),
});

export const promotionPreviewDto = named(
  'PromotionPreview',
  z.object({
    workspace: z.object({ slug: z.string(), name: z.string(), stage }),
    mayPublish: z.boolean().meta({ description: 'Whether you may publish there.' }),
    connections: z.array(mappedConnection),
    connectors: z.array(missingConnector).meta({ description: 'Those that cannot be used there as they are here.' }),
    workflows: z.array(z.string()).meta({ description: 'Workflows that it calls, and that are not there.' }),
    problems: z.array(finding).meta({ description: 'What else keeps it from being published there.' }),
    draft: z
      .enum(['none', 'unchanged', 'changed'])
      .meta({ description: '`changed`: the draft there has changes that nobody has published.' }),
    live: z
      .object({ number: z.int(), document: z.record(z.string(), z.unknown()) })
      .optional()
      .meta({ description: 'What is live there now.' }),
    document: z.record(z.string(), z.unknown()).meta({ description: 'What would be there.' }),
  }),
);
export type PromotionPreviewDto = z.infer<typeof promotionPreviewDto>;

export const promotionDto = named(
  'Promotion',
  z.object({
    workspace: z.string(),
    workflow: z.string(),
    revision: z.int().meta({ description: 'Of the draft there.' }),
    version: publishedVersionDto.optional().meta({ description: 'What was published there.' }),
  }),
);
export type PromotionDto = z.infer<typeof promotionDto>;
