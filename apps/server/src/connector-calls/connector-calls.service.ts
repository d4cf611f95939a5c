import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ActionOutcome, ConnectorHost } from '@millrace/connector-host';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { idempotencyKeyOf, type Actor, type Clock, type ConnectorSampleStore } from '@millrace/runtime';
import { createRedactor } from '@millrace/security';
import { CONNECTOR_CALLS, CONNECTOR_SAMPLES } from '../connector-versions/connector-registry-tokens.ts';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { noSuchConnector } from '../connectors/connectors.service.ts';
import { ServerError } from '../errors.ts';
import { toIsoTime } from '../http/page.ts';
import { CLOCK } from '../platform/tokens.ts';
import { AnswerCache } from './answer-cache.ts';
import {
  toSampleDto,
  type ActionParams,
  type ConnectorSamplesDto,
  type OptionListDto,
  type OptionsRequest,
  type ResolvedSchema,
  type SchemaRequest,
  type SourceParams,
  type TriedAction,
  type TryRequest,
} from './connector-calls.dto.ts';

/** What is called for a person, not for a run. */
export type ConnectorCalls = Pick<ConnectorHost, 'call' | 'findAction' | 'listOptions' | 'readSchema'>;

const CACHE = { ttlMs: 300_000, maxEntries: 1000 };

/** Trying actions out, and what forms ask of services while they are filled in. */
@Injectable()
export class ConnectorCallsService {
  private readonly answers: AnswerCache<ReadableOutcome>;

  constructor(
    @Inject(CONNECTOR_CALLS) private readonly calls: ConnectorCalls,
    @Inject(CONNECTOR_SAMPLES) private readonly samples: ConnectorSampleStore,
    private readonly catalogue: ConnectorCatalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.answers = new AnswerCache(clock, CACHE);
  }

  /** One real call, as a run would make it: with retries of requests, and without those of steps. */
  async try(
    { workspace }: Actor,
    { name, action }: ActionParams,
    { request, signal }: { readonly request: TryRequest; readonly signal: AbortSignal },
  ): Promise<TriedAction> {
    const address = { workspaceId: workspace.id, connector: name, action, ...targetOf(request) };
    const facts = await this.calls.findAction(address);
    if (facts === undefined) throw noSuchAction({ name, action, version: request.version });
    const startedMs = this.clock.monotonicMs();
    const id = randomUUID();
    const outcome = await this.calls.call({
      ...address,
      arguments: request.arguments as JsonObject,
      idempotencyKey: idempotencyKeyOf(id, action),
      run: { id, workflow: '', state: action, path: `/${action}`, attempt: 1 },
      timeoutMs: facts.timeoutSeconds * 1000,
      signal,
    });
    return toTried(readable(outcome), Math.round(this.clock.monotonicMs() - startedMs));
  }

  async listOptions(
    { workspace }: Actor,
    { name, source }: SourceParams,
    { request, signal }: { readonly request: OptionsRequest; readonly signal: AbortSignal },
  ): Promise<OptionListDto> {
    const { input, search, cursor, refresh } = request;
    const call = {
      ...{ workspaceId: workspace.id, connector: name, source, ...targetOf(request), input: input as JsonObject },
      ...(search === undefined ? {} : { search }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const asked = await this.ask(['options', call], () => this.calls.listOptions({ ...call, signal }), refresh);
    if (asked.kind === 'threw') return { items: [], failure: failureOf(asked) };
    return asked.output as OptionListDto;
  }

  async readSchema(
    { workspace }: Actor,
    { name, source }: SourceParams,
    { request, signal }: { readonly request: SchemaRequest; readonly signal: AbortSignal },
  ): Promise<ResolvedSchema> {
    const { input, refresh } = request;
    const call = {
      workspaceId: workspace.id,
      connector: name,
      source,
      ...targetOf(request),
      input: input as JsonObject,
    };
    const asked = await this.ask(['schema', call], () => this.calls.readSchema({ ...call, signal }), refresh);
    if (asked.kind === 'threw') return { failure: failureOf(asked) };
    return { schema: asked.output as Record<string, unknown> };
  }

  private ask(key: unknown, call: () => Promise<ActionOutcome>, isFresh: boolean): Promise<ReadableOutcome> {
    const isKept = ({ kind }: ReadableOutcome): boolean => kind === 'returned';
    return this.answers.get(JSON.stringify(key), async () => readable(await call()), { isFresh, isKept });
  }

  async listSamples({ workspace }: Actor, connector: string): Promise<ConnectorSamplesDto> {
    const kept = await this.samples.list({ workspaceId: workspace.id, connector });
    return { items: kept.map(toSampleDto) };
  }

  async saveSample({ workspace, name: savedBy }: Actor, params: ActionParams, output: JsonValue): Promise<void> {
    const { name: connector, action } = params;
    const found = await this.catalogue.find(workspace.id, { name: connector });
    if (found === undefined) throw noSuchConnector(params);
    if (!Object.hasOwn(found.manifest.actions, action)) throw noSuchAction(params);
    await this.samples.save({ workspaceId: workspace.id, connector, action, output, savedBy });
  }

  async removeSample({ workspace }: Actor, { name: connector, action }: ActionParams): Promise<void> {
    if (await this.samples.remove({ workspaceId: workspace.id, connector, action })) return;
    throw new ServerError('connector.sample_missing', `Nobody has saved a sample of ${connector}/${action}.`);
  }
}

const targetOf = ({ version, connection }: Pick<TryRequest, 'version' | 'connection'>) => ({
  ...(version === undefined ? {} : { version }),
  ...(connection === undefined ? {} : { connection }),
});

type ReadableOutcome = Omit<Extract<ActionOutcome, { kind: 'returned' }>, 'secrets'> | ReadableFailure;
type ReadableFailure = Omit<Extract<ActionOutcome, { kind: 'threw' }>, 'secrets'>;

/** Without what a service may have echoed. */
function readable({ secrets, ...outcome }: ActionOutcome): ReadableOutcome {
  if (secrets.length === 0) return outcome;
  return JSON.parse(createRedactor(secrets)(JSON.stringify(outcome))) as ReadableOutcome;
}

function toTried(outcome: ReadableOutcome, durationMs: number): TriedAction {
  const log = outcome.log.map(({ atMs, ...line }) => ({ ...line, at: toIsoTime(atMs) }));
  if (outcome.kind === 'returned') return { status: 'succeeded', output: outcome.output, log, durationMs };
  const cause = readCause(outcome.cause);
  return { status: 'failed', ...failureOf(outcome), cause, log, durationMs };
}

function failureOf({ error, cause }: ReadableFailure): { error: string; message: string } {
  const { message } = (readCause(cause) ?? {}) as { readonly message?: unknown };
  return { error, message: typeof message === 'string' ? message : cause };
}

function readCause(cause: string): JsonValue {
  try {
    return JSON.parse(cause) as JsonValue;
  } catch {
    return cause;
  }
}

function noSuchAction({
  name,
  action,
  version,
}: ActionParams & { readonly version?: string | undefined }): ServerError {
  const of = version === undefined ? name : `${name} ${version}`;
  return new ServerError('connector.not_found', `${of} has no action "${action}". See its page for what it has.`);
}
