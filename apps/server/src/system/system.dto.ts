import type { InstanceState } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';

export const systemDto = named(
  'System',
  z.object({
    version: z.string(),
    dispatch: z.object({
      paused: z.boolean().meta({
        description: 'Whether nothing begins by itself: no run is executed, no schedule and no trigger fires.',
      }),
      pausedAt: z.iso.datetime().optional(),
      reason: z.enum(['restored']).optional(),
      resumedAt: z.iso.datetime().optional(),
      resumedBy: z.string().optional(),
    }),
  }),
);
export type SystemDto = z.infer<typeof systemDto>;

export function toSystemDto(version: string, state: InstanceState): SystemDto {
  const { isPaused, pausedAtMs, reason, resumedAtMs, resumedBy } = state;
  return {
    version,
    dispatch: {
      paused: isPaused,
      ...(pausedAtMs === undefined ? {} : { pausedAt: new Date(pausedAtMs).toISOString() }),
      ...(reason === undefined ? {} : { reason }),
      ...(resumedAtMs === undefined ? {} : { resumedAt: new Date(resumedAtMs).toISOString() }),
      ...(resumedBy === undefined ? {} : { resumedBy }),
    },
  };
}
