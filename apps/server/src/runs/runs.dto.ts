import { MAX_QUERY_CHARACTERS } from '@millrace/run-query';
import {
  RUN_STATUSES,
  type HeldStep,
  type RetriedRun,
  type Run,
  type RunFilter,
  type RunWithPayload,
} from '@millrace/runtime';
import { z } from 'zod';
import { heldStepDto, toHeldStepDto } from '../held-steps/held-steps.dto.ts';
import { named } from '../http/api-schemas.ts';
import { pageQuery, toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';
import { leftOutDto, payloadsQuery, shownPayloads, type ShownPayloads } from './payloads.ts';

export const runStatus = named('RunStatus', z.enum(RUN_STATUSES));

const retryKind = z.enum(['retry', 'replay']);

export const runDto = named(
  'Run',
  z.object({
    id: z.string(),
    workflow: z.object({ id: z.string(), name: z.string() }),
    version: z.int().optional().meta({ description: 'Absent of a test: it ran a draft.' }),
    versionId: z.string(),
    status: runStatus,
    trigger: z.object({
      id: z.string(),
      type: z.enum(['webhook', 'form', 'schedule', 'connector', 'call', 'manual', 'test']),
    }),
    isTest: z
      .boolean()
      .optional()
      .meta({ description: 'It is a test, or one has started it. Such runs count nowhere.' }),
    parent: z
      .object({ runId: z.string(), path: z.string() })
      .optional()
      .meta({ description: 'The run that started this one, and the step of it.' }),
    retryOf: z
      .object({ id: z.string(), kind: retryKind, from: z.string().optional() })
      .optional()
      .meta({ description: 'The run that this one was made of, and the step that a retry began at.' }),
    searchAttributes: z.record(z.string(), z.string()).optional(),
    acceptedAt: z.string(),
    startedAt: z.string().optional(),
    endedAt: z.string().optional(),
    durationMs: z.number().optional().meta({ description: 'From start to end.' }),
    availableAt: z.string().optional().meta({ description: 'When a waiting run continues.' }),
    currentState: z.string().optional(),
    error: z.string().optional(),
    cause: z.string().optional(),
    failedPath: z.string().optional(),
    payloadsRemovedAt: z.string().optional().meta({
      description: 'A quota has removed its payloads then: what it was given, gave, and its steps read and wrote.',
    }),
    fingerprint: z.string().optional().meta({ description: 'Of the error group that its failure counts in.' }),
    stepCount: z.int(),
  }),
);
export type RunDto = z.infer<typeof runDto>;
/** Of one run the first of them are shown with it; `GET /api/v1/held-steps` lists all. */
export const MAX_HELD_SHOWN = 100;
const held = z
  .array(heldStepDto)
  .meta({ description: `Steps that stand still, oldest first: ${MAX_HELD_SHOWN} at most. See \`listHeldSteps\`.` });
const retriedBy = z
  .array(z.object({ id: z.string(), kind: retryKind, status: runStatus }))
  .meta({ description: 'Runs that were made of this one, newest first: 100 at most.' });
export const runWithPayloadDto = named(
  'RunWithPayload',
  runDto.extend({ held, retriedBy, input: z.unknown(), output: z.unknown().optional(), leftOut: leftOutDto }),
);
type RunWithPayloadDto = z.infer<typeof runWithPayloadDto>;
/** As whoever may not read payloads sees it. */
export type RunDetailDto = RunDto & Partial<RunWithPayloadDto>;

export const runDocumentDto = named('RunDocument', z.object({ document: z.record(z.string(), z.unknown()) }));
export type RunDocumentDto = z.infer<typeof runDocumentDto>;

const statusList = z
  .string()
  .max(200)
  .transform((text) => text.split(',').filter((status) => status !== ''))
  .pipe(z.array(runStatus));

const MAX_ATTRIBUTES = 20;
/** `name:value`, of which there may be several: all must hold. */
const attributeList = z
  .union([z.string(), z.array(z.string()).max(MAX_ATTRIBUTES)])
  .transform((given) => [given].flat())
  .pipe(z.array(keptText(3, 400).regex(/^[^:]{1,100}:[^]{1,256}$/, 'An attribute is given as name:value.')))
  .transform((given) =>
    given.map((text) => [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)] as const),
  )
  .refine((pairs) => new Set(pairs.map(([name]) => name)).size === pairs.length, 'Each attribute has one value.')
  .transform((pairs) => new Map(pairs));

/** A little longer than what is read: the parser says so in its own words. */
const MAX_QUERY_TEXT = 4 * MAX_QUERY_CHARACTERS;
export const runQueryText = keptText(0, MAX_QUERY_TEXT).meta({
  description: 'A query: `status:failed from:-24h orderId:A-1 input.body.email:"ana@x.io"`. See docs/runs.md.',
});

export const listRunsQuery = z.strictObject({
  q: runQueryText.optional(),
  workflow: keptText(1, 64).optional().meta({ description: 'Name of a workflow.' }),
  status: statusList.optional().meta({ description: 'One or more, separated by commas.' }),
  attribute: attributeList.optional().meta({
    description: 'A search attribute, as `name:value`. May be given several times: runs have all of them.',
  }),
  parent: z.uuid().optional().meta({ description: 'Runs that this run started.' }),
  fingerprint: keptText(1, 64).optional().meta({ description: 'Failed runs of this error group.' }),
  test: z
    .enum(['true', 'only'])
    .optional()
    .meta({ description: 'Tests too, or nothing else. They are left out unless this or `parent` is given.' }),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Accepted at or after.' }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Accepted before.' }),
  ...pageQuery,
});
export type ListRunsQuery = z.infer<typeof listRunsQuery>;

export const readRunQuery = z.strictObject({ payloads: payloadsQuery });
export type ReadRunQuery = z.infer<typeof readRunQuery>;

export const runParams = z.strictObject({ id: z.uuid() });
export type RunParams = z.infer<typeof runParams>;

export const startRunParams = z.strictObject({ name: keptText(1, 64) });
const MAX_WAIT_SECONDS = 300;
export const startRunQuery = z.strictObject({
  wait: z.coerce.number().min(0).max(MAX_WAIT_SECONDS).optional().meta({ description: 'Seconds to wait for the end.' }),
});
const MAX_KEY_CHARACTERS = 10_000;
export const startRunAddress = startRunParams.extend(startRunQuery.shape);
export type StartRunAddress = z.infer<typeof startRunAddress>;
export const startRunRequest = named(
  'StartRun',
  z.strictObject({
    input: z.unknown().optional().meta({ description: "The machine's input; default {}." }),
    version: z.int().min(1).optional().meta({ description: 'Default: the live one.' }),
    // Its length is judged as that of all keys, in bytes.
    idempotencyKey: keptText(1, MAX_KEY_CHARACTERS)
      .optional()
      .meta({ description: 'At most 256 bytes: a second call with it starts no second run.' }),
  }),
);
export type StartRunRequest = z.infer<typeof startRunRequest>;
export const startedRunDto = named('StartedRun', z.object({ runId: z.string(), url: z.string() }));
export type StartedRunDto = z.infer<typeof startedRunDto>;
export const runOutput = named('RunOutput', z.unknown().meta({ description: "The machine's output." }));

export const cancelRunRequest = named(
  'CancelRun',
  z
    .strictObject({
      compensate: z
        .boolean()
        .optional()
        .meta({ description: 'Undo what its steps did, by their `Compensate`, before it ends.' }),
    })
    .optional(),
);
export type CancelRunRequest = z.infer<typeof cancelRunRequest>;

export const cancelResultDto = named(
  'CancelResult',
  z.object({ result: z.enum(['cancelled', 'requested', 'already_ended']) }),
);
export type CancelResultDto = z.infer<typeof cancelResultDto>;

const optionalTime = <K extends string>(key: K, epochMs: number | undefined): Partial<Record<K, string>> =>
  epochMs === undefined ? {} : ({ [key]: toIsoTime(epochMs) } as Record<K, string>);
const optionalText = <K extends string>(key: K, text: string | undefined): Partial<Record<K, string>> =>
  text === undefined ? {} : ({ [key]: text } as Record<K, string>);

/** A run as lists show it. */
export function toRunDto(run: Run): RunDto {
  return {
    id: run.id,
    workflow: { id: run.workflowId, name: run.workflowName },
    ...(run.versionNumber === undefined ? {} : { version: run.versionNumber }),
    versionId: run.versionId,
    status: run.status,
    trigger: { id: run.trigger.id, type: run.trigger.type },
    ...(run.isTest === true ? { isTest: true } : {}),
    ...(run.parent === undefined ? {} : { parent: { runId: run.parent.runId, path: run.parent.path } }),
    ...(run.retryOf === undefined ? {} : { retryOf: { ...run.retryOf } }),
    ...(run.searchAttributes === undefined ? {} : { searchAttributes: { ...run.searchAttributes } }),
    acceptedAt: toIsoTime(run.acceptedAtMs),
    ...optionalTime('startedAt', run.startedAtMs),
    ...optionalTime('endedAt', run.endedAtMs),
    ...(run.endedAtMs === undefined || run.startedAtMs === undefined
      ? {}
      : { durationMs: Math.max(0, run.endedAtMs - run.startedAtMs) }),
    ...optionalTime('availableAt', run.availableAtMs),
    ...optionalText('currentState', run.currentState),
    ...optionalText('error', run.error),
    ...optionalText('cause', run.cause),
    ...optionalText('failedPath', run.failedPath),
    ...optionalTime('payloadsRemovedAt', run.payloadsRemovedAtMs),
    ...optionalText('fingerprint', run.fingerprint),
    stepCount: run.stepCount,
  };
}

interface RunDetails {
  readonly heldSteps: readonly HeldStep[];
  readonly retries: readonly RetriedRun[];
  readonly payloads: ShownPayloads;
}

/** A run with what stands still of it and what was made of it; with input and output for those who may read payloads. */
export function toRunDetailDto(run: RunWithPayload, { heldSteps, retries, payloads }: RunDetails): RunDetailDto {
  const retriedBy = retries.map((retry) => ({ ...retry }));
  const { input, output } = run;
  return {
    ...{ ...toRunDto(run), held: heldSteps.map(toHeldStepDto), retriedBy },
    ...shownPayloads({ input, output }, payloads),
  };
}

/** What a list is narrowed by. */
export function toRunFilter(workspaceId: string, query: ListRunsQuery): RunFilter {
  const { workflow, status, attribute, parent, fingerprint, test, from, until, cursor, limit } = query;
  return {
    workspaceId,
    limit,
    ...(workflow === undefined ? {} : { workflowName: workflow }),
    ...(status === undefined || status.length === 0 ? {} : { statuses: status }),
    ...(attribute === undefined ? {} : { attributes: Object.fromEntries(attribute) }),
    ...(parent === undefined ? {} : { parentRunId: parent }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(test === undefined ? {} : { tests: test === 'only' ? ('only' as const) : ('included' as const) }),
    ...(from === undefined ? {} : { acceptedFromMs: Date.parse(from) }),
    ...(until === undefined ? {} : { acceptedUntilMs: Date.parse(until) }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
