import type { Actor } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { permissionsOf } from '../http/permissions.ts';
import { keptText } from '../http/text.ts';
import { role, stage } from '../workspaces/workspaces.dto.ts';

export const loginRequest = named(
  'Login',
  z.strictObject({ email: keptText(1, 254), password: z.string().min(1).max(4096) }),
);
export type LoginRequest = z.infer<typeof loginRequest>;

export const sessionDto = named(
  'Session',
  z.object({
    user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
    role,
    workspace: z.object({ id: z.string(), slug: z.string(), name: z.string(), stage }),
    permissions: z.array(z.string()),
  }),
);
export type SessionDto = z.infer<typeof sessionDto>;

/** Who is signed in, and what they may do. */
export function toSessionDto(actor: Actor): SessionDto {
  const { userId, email, name, role, workspace } = actor;
  return {
    user: { id: userId, email, name },
    role,
    workspace: { id: workspace.id, slug: workspace.slug, name: workspace.name, stage: workspace.stage },
    permissions: [...permissionsOf(actor)],
  };
}
