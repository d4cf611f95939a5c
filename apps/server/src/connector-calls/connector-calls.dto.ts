import type { ConnectorSample } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';
import { stepLogLineDto } from '../runs/step-log.dto.ts';

const MAX_NAME_CHARACTERS = 64;
const name = keptText(1, MAX_NAME_CHARACTERS);
const object = z.record(z.string(), z.unknown());

export const actionParams = z.strictObject({ name, action: name });
export type ActionParams = z.infer<typeof actionParams>;
export const sourceParams = z.strictObject({ name, source: name });
export type SourceParams = z.infer<typeof sourceParams>;
export const samplesParams = z.strictObject({ name });
export type SamplesParams = z.infer<typeof samplesParams>;

const target = {
  version: name.optional().meta({ description: 'Default: the one that new workflows get.' }),
  connection: name.optional(),
};

export const tryRequest = named(
  'TryAction',
  z.strictObject({ ...target, arguments: object.default({}) }).meta({ description: 'A real call: a write happens.' }),
);
export type TryRequest = z.infer<typeof tryRequest>;

export const triedAction = named(
  'TriedAction',
  z.object({
    status: z.enum(['succeeded', 'failed']),
    output: z.unknown().optional(),
    error: z.string().optional().meta({ description: 'The name that Retry and Catch would match.' }),
    message: z.string().optional(),
    cause: z.unknown().optional().meta({ description: 'What a run would get as the cause, parsed.' }),
    log: z.array(stepLogLineDto),
    durationMs: z.number(),
  }),
);
export type TriedAction = z.infer<typeof triedAction>;

export const optionsRequest = named(
  'ListOptions',
  z.strictObject({
    ...target,
    input: object.default({}).meta({ description: 'What has been filled in so far.' }),
    search: keptText(0, 500).optional(),
    cursor: keptText(0, 2000).optional(),
    refresh: z.boolean().default(false).meta({ description: 'Ask again, although the answer is known.' }),
  }),
);
export type OptionsRequest = z.infer<typeof optionsRequest>;

const failure = z
  .object({ error: z.string(), message: z.string() })
  .optional()
  .meta({ description: 'Why there is nothing to choose from.' });
export const optionList = named(
  'OptionList',
  z.object({
    items: z.array(z.object({ value: z.unknown(), label: z.string(), hint: z.string().optional() })),
    next: z.string().nullish(),
    failure,
  }),
);
export type OptionListDto = z.infer<typeof optionList>;

export const schemaRequest = named(
  'ReadSchema',
  z.strictObject({ ...target, input: object.default({}), refresh: z.boolean().default(false) }),
);
export type SchemaRequest = z.infer<typeof schemaRequest>;
export const resolvedSchema = named(
  'ResolvedSchema',
  z.object({ schema: z.record(z.string(), z.unknown()).optional(), failure }),
);
export type ResolvedSchema = z.infer<typeof resolvedSchema>;

export const saveSampleRequest = named('SaveSample', z.strictObject({ output: z.unknown() }));
export type SaveSampleRequest = z.infer<typeof saveSampleRequest>;
const sample = z.object({ action: z.string(), output: z.unknown(), savedBy: z.string(), savedAt: z.string() });
export const connectorSamples = named('ConnectorSamples', z.object({ items: z.array(sample) }));
export type ConnectorSamplesDto = z.infer<typeof connectorSamples>;

export function toSampleDto({ savedAtMs, ...kept }: ConnectorSample): ConnectorSamplesDto['items'][number] {
  return { ...kept, savedAt: toIsoTime(savedAtMs) };
}
