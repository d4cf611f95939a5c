import type { StepSample } from '@millrace/runtime';
import { z } from 'zod';
import { errorCause, errorName, stateName } from '../draft-tests/draft-tests.dto.ts';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { finding } from '../http/problem.dto.ts';
import { keptText } from '../http/text.ts';
import { workflowParams } from '../workflows/workflows.dto.ts';

const MAX_PATH_CHARACTERS = 4000;
const MAX_RENAMES = 1000;
const kind = z
  .enum(['pin', 'mock'])
  .meta({ description: '`pin`: what a step gave once. `mock`: what somebody wrote.' });

const sampleDto = named(
  'Sample',
  z.object({
    state: z.string(),
    kind,
    output: z.unknown().optional().meta({ description: 'For those who may read payloads.' }),
    error: z.string().optional(),
    cause: z.string().optional(),
    runId: z.string().optional().meta({ description: 'Of a pin: the run that it is from.' }),
    path: z.string().optional().meta({ description: 'Of a pin: the step of that run.' }),
    updatedAt: z.string(),
    updatedBy: z.string().optional(),
    bytes: z.int(),
  }),
);
export type SampleDto = z.infer<typeof sampleDto>;
export const keptSampleDto = named(
  'KeptSample',
  sampleDto.extend({
    warnings: z.array(finding).meta({ description: 'How the value differs from what the action says that it gives.' }),
  }),
);
export type KeptSampleDto = z.infer<typeof keptSampleDto>;
export const sampleList = named('SampleList', z.object({ items: z.array(sampleDto) }));
export type SampleList = z.infer<typeof sampleList>;

export const keepSampleRequest = named(
  'KeepSample',
  z
    .strictObject({
      kind,
      output: z.unknown().optional(),
      error: errorName.optional(),
      cause: errorCause.optional(),
      runId: z.uuid().optional().meta({ description: 'Of a pin: take the recorded result of this run …' }),
      path: keptText(1, MAX_PATH_CHARACTERS).optional().meta({ description: '… at this path: `Each[17]/Charge`.' }),
    })
    .refine(({ runId, path }) => (runId === undefined) === (path === undefined), 'A `runId` needs a `path`.')
    .refine(
      (sample) =>
        [sample.runId !== undefined, 'output' in sample, sample.error !== undefined].filter(Boolean).length === 1,
      'Give one of `output`, `error`, or `runId` with `path`.',
    )
    .refine(({ kind, error }) => kind === 'mock' || error === undefined, 'Only a mock is an `error`.')
    .refine(({ kind, runId }) => kind === 'pin' || runId === undefined, 'Only a pin is of a run.')
    .refine(({ cause, error }) => cause === undefined || error !== undefined, 'Only an `error` has a `cause`.'),
);
export type KeepSampleRequest = z.infer<typeof keepSampleRequest>;

export const sampleParams = workflowParams.extend({ state: stateName });
export type SampleParams = z.infer<typeof sampleParams>;

export const renameSamplesRequest = named(
  'RenameSamples',
  z.strictObject({
    names: z
      .record(stateName, stateName)
      .refine((given) => Object.keys(given).length <= MAX_RENAMES, `At most ${MAX_RENAMES} at once.`)
      .meta({ description: 'Old name -> new name. All at once, so that two steps may change names.' }),
  }),
);
export type RenameSamplesRequest = z.infer<typeof renameSamplesRequest>;

/** A sample as people see it: the value for those who may read payloads. */
export function toSampleDto(sample: StepSample, { withPayloads }: { readonly withPayloads: boolean }): SampleDto {
  const { state, kind, output, error, cause, from, updatedAtMs, updatedBy } = sample;
  const hasOutput = withPayloads && output !== undefined;
  return {
    ...{ state, kind, updatedAt: toIsoTime(updatedAtMs), bytes: Buffer.byteLength(output ?? cause ?? '') },
    ...(hasOutput ? { output: JSON.parse(output) as unknown } : {}),
    ...(error === undefined ? {} : { error }),
    ...(withPayloads && cause !== undefined ? { cause } : {}),
    ...(from ?? {}),
    ...(updatedBy === undefined ? {} : { updatedBy }),
  };
}
