import type { Rollout, VersionFigures } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';

export const rolloutPercent = z.int().min(1).max(100);
export const rolloutRule = named(
  'RolloutRule',
  z.strictObject({
    maxErrorPoints: z.number().min(0).max(100).default(5).meta({
      description:
        'The rollout ends when the candidate fails more often than the live version by more percentage points.',
    }),
    minRuns: z.int().min(1).max(2000).default(50).meta({
      description: 'Runs of the candidate that must have ended before that is decided.',
    }),
  }),
);

export const rolloutRequest = named(
  'PutRollout',
  z.strictObject({
    version: z.int().min(1).max(2_147_483_647).meta({ description: 'The candidate.' }),
    percent: rolloutPercent.meta({ description: 'Of new runs; 100 makes the candidate live.' }),
    rule: rolloutRule.optional().meta({ description: 'Default: as it was, or 5 points and 50 runs.' }),
    changes: z.uuid().optional().meta({
      description:
        'The rollout that this changes: refused when that has ended. Absent: one begins where none is active.',
    }),
  }),
);
export type RolloutRequest = z.infer<typeof rolloutRequest>;

const rolloutFigures = z.object({
  runs: z
    .int()
    .meta({ description: 'That were accepted since it began and have ended, without tests and cancelled ones.' }),
  failed: z.int(),
  errorRate: z.number().optional().meta({ description: 'From 0 to 1; absent when no run is counted.' }),
  p95Ms: z.number().optional(),
  isCapped: z.boolean().meta({ description: 'Whether there were more runs than the newest 2,000, which are counted.' }),
});
const rolloutSide = named(
  'RolloutVersion',
  z.object({
    number: z.int(),
    stats: rolloutFigures.optional().meta({ description: 'While it is active.' }),
  }),
);

const rolloutDto = named(
  'Rollout',
  z.object({
    id: z.string(),
    base: rolloutSide.meta({ description: 'The version that was live when it began.' }),
    candidate: rolloutSide,
    percent: z.int(),
    rule: rolloutRule,
    startedAt: z.string(),
    startedBy: z.string().optional(),
    end: z
      .object({
        at: z.string(),
        outcome: z.enum(['promoted', 'rolled_back', 'replaced']),
        reason: z.string().meta({ description: 'A sentence for people.' }),
        by: z.string().optional(),
        isAutomatic: z.boolean().meta({ description: 'The rule ended it, and no person.' }),
      })
      .optional()
      .meta({ description: 'Absent: it is active.' }),
  }),
);
export type RolloutDto = z.infer<typeof rolloutDto>;

export const rolloutAnswer = named(
  'RolloutAnswer',
  z.object({
    rollout: rolloutDto.optional().meta({
      description: 'The active one, or else the one that ended last; absent when there never was one.',
    }),
  }),
);
export type RolloutAnswer = z.infer<typeof rolloutAnswer>;

type BothFigures = readonly [base: VersionFigures | undefined, candidate: VersionFigures | undefined];

/** A rollout as its bar shows it. */
export function toRolloutDto(
  { id, base, candidate, percent, rule, startedAtMs, startedBy, end }: Rollout,
  [baseFigures, candidateFigures]: BothFigures,
): RolloutDto {
  return {
    ...{ id, percent, rule: { ...rule }, startedAt: toIsoTime(startedAtMs) },
    base: toSide(base.number, baseFigures),
    candidate: toSide(candidate.number, candidateFigures),
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(end === undefined ? {} : { end: toEndDto(end) }),
  };
}

function toEndDto({ atMs, outcome, reason, by, isAutomatic }: NonNullable<Rollout['end']>): RolloutDto['end'] {
  return { at: toIsoTime(atMs), outcome, reason, isAutomatic, ...(by === undefined ? {} : { by }) };
}

function toSide(number: number, figures: VersionFigures | undefined): RolloutDto['base'] {
  if (figures === undefined) return { number };
  const { runs, failed, p95Ms, isCapped } = figures;
  const stats = {
    ...{ runs, failed, isCapped },
    ...(runs === 0 ? {} : { errorRate: failed / runs }),
    ...(p95Ms === undefined ? {} : { p95Ms: Math.round(p95Ms) }),
  };
  return { number, stats };
}
