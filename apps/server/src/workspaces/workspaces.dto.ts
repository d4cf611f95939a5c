import type { Actor, OwnWorkspace } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf } from '../http/page.ts';
import { keptName } from '../http/text.ts';

export const stage = z.enum(['development', 'staging', 'production']).meta({
  description: 'What it is for: where people build, where they try out, where it counts.',
});

export const role = z.enum(['owner', 'admin', 'builder', 'operator', 'viewer']);

export const workspaceSlug = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, 'An address has 1 to 40 lower-case letters, digits and hyphens.')
  .meta({ description: 'Stands in addresses, those of webhooks among them; it never changes.' });

export const createWorkspaceRequest = named(
  'CreateWorkspace',
  z.strictObject({ slug: workspaceSlug, name: keptName(100), stage }),
);
export type CreateWorkspaceRequest = z.infer<typeof createWorkspaceRequest>;

export const changeWorkspaceRequest = named(
  'ChangeWorkspace',
  z.strictObject({ name: keptName(100).optional(), stage: stage.optional() }),
);
export type ChangeWorkspaceRequest = z.infer<typeof changeWorkspaceRequest>;

export const workspaceParams = z.strictObject({ slug: workspaceSlug });
export type WorkspaceParams = z.infer<typeof workspaceParams>;

export const workspaceDto = named(
  'Workspace',
  z.object({
    slug: z.string(),
    name: z.string(),
    stage,
    role: role.meta({ description: 'What you are there.' }),
    isCurrent: z.boolean().meta({ description: 'Whether you are in it: all other calls are about this one.' }),
  }),
);
export type WorkspaceDto = z.infer<typeof workspaceDto>;
export const workspacePage = named('WorkspacePage', pageOf(workspaceDto));

/** A workspace as one of its people sees it. */
export function toWorkspaceDto({ workspace, role }: OwnWorkspace, current: Pick<Actor, 'workspace'>): WorkspaceDto {
  const { id, slug, name, stage: own } = workspace;
  return { slug, name, stage: own, role, isCurrent: id === current.workspace.id };
}
