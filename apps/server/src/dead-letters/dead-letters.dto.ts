import {
  DEAD_LETTER_SOURCES,
  DEAD_LETTER_STAGES,
  DEAD_LETTER_STATES,
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterGroup,
} from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';
import { leftOutDto, payloadsQuery } from '../runs/payloads.ts';

const source = named('DeadLetterSource', z.enum(DEAD_LETTER_SOURCES));
const stage = named('DeadLetterStage', z.enum(DEAD_LETTER_STAGES));
const state = named('DeadLetterState', z.enum(DEAD_LETTER_STATES));

const workflow = z.object({ id: z.string(), name: z.string() });
const deadLetterMembers = z.object({
  id: z.string(),
  source: source.meta({
    description:
      '`run`: a run that failed. `webhook`: a call that was authentic and became no run. `trigger`: an item of a connector that became none.',
  }),
  sourceRef: z.string().meta({ description: "The run's id, else the id of the trigger in its workflow." }),
  stage: stage.meta({ description: 'Where it failed.' }),
  workflow: workflow.optional(),
  error: z.string().meta({ description: 'A code.' }),
  message: z.string(),
  fingerprint: z.string().meta({ description: 'The same for all of one reason; of runs, that of their error group.' }),
  answered: z.int().optional().meta({ description: 'What its sender was told, as an HTTP status.' }),
  attempts: z.int().meta({ description: 'How often it was tried, and failed.' }),
  occurrences: z.int().meta({ description: 'How often the same bytes came.' }),
  unkept: z.int().meta({ description: 'Others that failed so and were not kept, because there were too many.' }),
  firstFailedAt: z.string(),
  lastFailedAt: z.string(),
  state: state.meta({ description: '`redriving`: it is tried again, and nobody knows yet how that ends.' }),
  contentType: z.string().optional(),
  bytes: z.int().optional().meta({ description: 'Length of the body; absent when there is none here.' }),
  isEdited: z.boolean().meta({ description: 'It was last tried again with other data than came.' }),
  newRunId: z.string().optional().meta({ description: 'The run that was made of it last.' }),
  reason: z.string().optional().meta({ description: 'Why it was discarded.' }),
  changedAt: z.string().optional(),
  changedBy: z.string().optional(),
});
const deadLetterDto = named('DeadLetter', deadLetterMembers);
export type DeadLetterDto = z.infer<typeof deadLetterDto>;
export const deadLetterPage = named('DeadLetterPage', pageOf(deadLetterDto));
export type DeadLetterPage = z.infer<typeof deadLetterPage>;

export const deadLetterDetailDto = named(
  'DeadLetterDetail',
  deadLetterMembers.extend({
    stack: z.string().optional(),
    request: z
      .object({
        method: z.string().optional(),
        path: z.string().optional(),
        query: z.record(z.string(), z.unknown()).optional(),
        headers: z.record(z.string(), z.string()).optional(),
      })
      .optional()
      .meta({ description: 'Of a call. Headers that open doors elsewhere are not kept.' }),
    text: z.string().optional().meta({ description: 'What came, when it is text.' }),
    base64: z.string().optional().meta({ description: 'What came, when it is none.' }),
    edited: z.unknown().optional().meta({ description: 'What it was last tried again with, in place of that.' }),
    isGone: z
      .boolean()
      .meta({ description: 'What came is not kept: the workflow keeps no payloads, or the run is gone.' }),
    leftOut: leftOutDto,
  }),
);
export type DeadLetterDetailDto = z.infer<typeof deadLetterDetailDto>;

export const deadLetterGroupPage = named(
  'DeadLetterGroupPage',
  pageOf(
    named(
      'DeadLetterGroup',
      z.object({
        fingerprint: z.string(),
        source,
        stage,
        error: z.string(),
        message: z.string().meta({ description: 'Of the newest.' }),
        sampleId: z.string().meta({ description: 'The newest.' }),
        workflow: workflow.optional(),
        count: z.int(),
        open: z.int(),
        firstFailedAt: z.string(),
        lastFailedAt: z.string(),
      }),
    ),
  ),
);
export type DeadLetterGroupPage = z.infer<typeof deadLetterGroupPage>;

const someOf = <Item extends z.ZodEnum<Readonly<Record<string, string>>>>(item: Item) =>
  z
    .string()
    .max(100)
    .transform((text) => text.split(',').filter((one) => one !== ''))
    .pipe(z.array(item))
    .optional()
    .meta({ description: 'One or more, separated by commas.' });

const narrowing = {
  state: someOf(state),
  source: someOf(source),
  stage: someOf(stage),
  workflow: keptText(1, 64).optional().meta({ description: 'Name of a workflow.' }),
  sourceRef: keptText(1, 100).optional(),
  error: keptText(1, 200).optional().meta({ description: 'A code.' }),
  fingerprint: keptText(1, 64).optional(),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Failed last at or after.' }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Failed last before.' }),
  text: keptText(1, 200).optional().meta({
    description: 'In the message; for those who may read payloads also in what came, as it is written there.',
  }),
};
export const listDeadLettersQuery = z.strictObject({ ...narrowing, ...pageQuery });
export type ListDeadLettersQuery = z.infer<typeof listDeadLettersQuery>;
export const exportDeadLettersQuery = z.strictObject(narrowing);
export type ExportDeadLettersQuery = z.infer<typeof exportDeadLettersQuery>;

/** As a bulk action takes it: lists are lists there. */
export const deadLetterFilter = named(
  'DeadLetterFilter',
  z
    .strictObject({
      state: z.array(state).max(4).optional(),
      source: z.array(source).max(10).optional(),
      stage: z.array(stage).max(10).optional(),
      workflow: narrowing.workflow,
      sourceRef: narrowing.sourceRef,
      error: narrowing.error,
      fingerprint: narrowing.fingerprint,
      from: narrowing.from,
      until: narrowing.until,
      text: narrowing.text,
    })
    .meta({ description: 'As `GET /api/v1/dead-letters` is narrowed. Only open ones are acted on.' }),
);
export type DeadLetterFilterRequest = z.infer<typeof deadLetterFilter>;

export const deadLetterParams = z.strictObject({ id: z.uuid() });
export type DeadLetterParams = z.infer<typeof deadLetterParams>;
export const readDeadLetterQuery = z.strictObject({ payloads: payloadsQuery });
export type ReadDeadLetterQuery = z.infer<typeof readDeadLetterQuery>;

export const redriveRequest = named(
  'RedriveDeadLetter',
  z
    .strictObject({
      data: z.unknown().optional().meta({
        description:
          'JSON in place of what came: the body of a call, the item `{ id, data, at?, key? }` of a trigger, the input of a run.',
      }),
    })
    .optional(),
);
export type RedriveRequestBody = z.infer<typeof redriveRequest>;
export const discardRequest = named('DiscardDeadLetter', z.strictObject({ reason: keptText(1, 1000) }));
export type DiscardRequest = z.infer<typeof discardRequest>;

const hasSome = <Item>(items: readonly Item[] | undefined): items is readonly Item[] =>
  items !== undefined && items.length > 0;

export function toDeadLetterFilter(
  { state: states, source: sources, stage: stages, ...query }: DeadLetterFilterRequest,
  { mayReadBodies }: { readonly mayReadBodies: boolean },
): DeadLetterFilter {
  const { workflow: workflowName, sourceRef, error: errorCode, fingerprint, from, until, text } = query;
  return {
    ...(hasSome(states) ? { states } : {}),
    ...(hasSome(sources) ? { sources } : {}),
    ...(hasSome(stages) ? { stages } : {}),
    ...(workflowName === undefined ? {} : { workflowName }),
    ...(sourceRef === undefined ? {} : { sourceRef }),
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(from === undefined ? {} : { fromMs: Date.parse(from) }),
    ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
    ...(text === undefined ? {} : { text, isTextOfBodies: mayReadBodies }),
  };
}

/** The same as it was asked for. */
export function fromDeadLetterFilter(filter: DeadLetterFilter): DeadLetterFilterRequest {
  const { states, sources, stages, workflowName, sourceRef, errorCode, fingerprint, fromMs, untilMs, text } = filter;
  return {
    ...(states === undefined ? {} : { state: [...states] }),
    ...(sources === undefined ? {} : { source: [...sources] }),
    ...(stages === undefined ? {} : { stage: [...stages] }),
    ...(workflowName === undefined ? {} : { workflow: workflowName }),
    ...(sourceRef === undefined ? {} : { sourceRef }),
    ...(errorCode === undefined ? {} : { error: errorCode }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(fromMs === undefined ? {} : { from: toIsoTime(fromMs) }),
    ...(untilMs === undefined ? {} : { until: toIsoTime(untilMs) }),
    ...(text === undefined ? {} : { text }),
  };
}

export function toDeadLetterDto(letter: DeadLetter): DeadLetterDto {
  const { id, sourceRef, message, fingerprint, attempts, occurrences, unkept, isEdited } = letter;
  return {
    ...{ id, source: letter.source, sourceRef, stage: letter.stage, error: letter.errorCode, message, fingerprint },
    ...(letter.workflow === undefined ? {} : { workflow: { ...letter.workflow } }),
    ...(letter.answered === undefined ? {} : { answered: letter.answered }),
    ...{ attempts, occurrences, unkept, isEdited, state: letter.state },
    ...{ firstFailedAt: toIsoTime(letter.firstFailedAtMs), lastFailedAt: toIsoTime(letter.lastFailedAtMs) },
    ...(letter.contentType === undefined ? {} : { contentType: letter.contentType }),
    ...(letter.bytes === undefined ? {} : { bytes: letter.bytes }),
    ...(letter.newRunId === undefined ? {} : { newRunId: letter.newRunId }),
    ...(letter.reason === undefined ? {} : { reason: letter.reason }),
    ...(letter.changedAtMs === undefined ? {} : { changedAt: toIsoTime(letter.changedAtMs) }),
    ...(letter.changedBy === undefined ? {} : { changedBy: letter.changedBy }),
  };
}

export function toDeadLetterGroupDto(group: DeadLetterGroup): DeadLetterGroupPage['items'][number] {
  const { fingerprint, message, sampleId, count, open } = group;
  return {
    ...{
      fingerprint,
      source: group.source,
      stage: group.stage,
      error: group.errorCode,
      message,
      sampleId,
      count,
      open,
    },
    ...(group.workflow === undefined ? {} : { workflow: { ...group.workflow } }),
    ...{ firstFailedAt: toIsoTime(group.firstFailedAtMs), lastFailedAt: toIsoTime(group.lastFailedAtMs) },
  };
}
