import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CallOutcome, ConnectorHost } from '@millrace/connector-host';
import type { Manifest } from '@millrace/connector-sdk/platform';
import type { JsonObject, JsonValue } from '@millrace/machine';
import {
  idempotencyKeyOf,
  type Actor,
  type Clock,
  type ConnectorSampleStore,
  type ConnectorVersionStanding,
} from '@millrace/runtime';
import { CONNECTOR_CALLS, CONNECTOR_SAMPLES } from '../connector-versions/connector-registry-tokens.ts';
import { ConnectorPublisher } from '../connector-versions/connector-publisher.ts';
import { ConnectorCatalogue, type WantedConnector } from '../connectors/connector-catalogue.ts';
import { noSuchConnector } from '../connectors/connectors.service.ts';
import { ServerError } from '../errors.ts';
import { mayDo } from '../http/permissions.ts';
import { CLOCK } from '../platform/tokens.ts';
import { toStepLogDto } from '../runs/step-log.dto.ts';
import { AnswerCache } from './answer-cache.ts';
import { failureOf, readable, readCause, type ReadableOutcome } from './readable-outcome.ts';
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

const CACHE = { ttlMs: 300_000, maxEntries: 1000, maxCharacters: 32 * 1024 * 1024 };
/** A sample is read whole by whoever maps by it. */
const MAX_SAMPLE_CHARACTERS = 256 * 1024;
const MOST_LISTED = 20;

/** Trying actions out, and what forms ask of services while they are filled in. */
@Injectable()
export class ConnectorCallsService {
  private readonly answers: AnswerCache<ReadableOutcome>;

  constructor(
    @Inject(CONNECTOR_CALLS) private readonly calls: ConnectorCalls,
    @Inject(CONNECTOR_SAMPLES) private readonly samples: ConnectorSampleStore,
    private readonly catalogue: ConnectorCatalogue,
    private readonly publisher: ConnectorPublisher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.answers = new AnswerCache(clock, CACHE);
  }

  /** One real call, as a run would make it: with retries of requests, and without those of steps. */
  async try(
    actor: Actor,
    { name, action }: ActionParams,
    { request, signal }: { readonly request: TryRequest; readonly signal: AbortSignal },
  ): Promise<TriedAction> {
    await this.requireCallable(actor, { name, ...request });
    const address = { workspaceId: actor.workspace.id, connector: name, action, ...targetOf(request) };
    const facts = await this.calls.findAction(address);
    if (facts === undefined) throw await this.noSuchAction(actor, { name, action }, request.version);
    const startedMs = this.clock.monotonicMs();
    const id = randomUUID();
    const outcome = await this.calls.call({
      ...address,
      arguments: request.arguments as JsonObject,
      idempotencyKey: idempotencyKeyOf(id, action),
      run: { id, workflow: '', state: action, path: `/${action}`, attempt: 1 },
      timeoutMs: facts.timeoutSeconds * 1000,
      signal,
      isTrial: true,
    });
    return toTried(readable(outcome), Math.round(this.clock.monotonicMs() - startedMs));
  }

  async listOptions(actor: Actor, { name, source }: SourceParams, request: OptionsRequest): Promise<OptionListDto> {
    const { input, search, cursor, refresh } = request;
    const version = await this.requireCallable(actor, { name, ...request });
    const call = {
      ...{ workspaceId: actor.workspace.id, connector: name, source, ...targetOf(request), input: input as JsonObject },
      ...(search === undefined ? {} : { search }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const { signal } = new AbortController();
    const list = (): Promise<CallOutcome> => this.calls.listOptions({ ...call, signal });
    const asked = await this.ask(['options', call, version], list, refresh);
    if (asked.kind === 'threw') return { items: [], failure: failureOf(asked) };
    return asked.output as OptionListDto;
  }

  async readSchema(actor: Actor, { name, source }: SourceParams, request: SchemaRequest): Promise<ResolvedSchema> {
    const { input, refresh } = request;
    const version = await this.requireCallable(actor, { name, ...request });
    const call = {
      ...{ workspaceId: actor.workspace.id, connector: name, source },
      ...{ ...targetOf(request), input: input as JsonObject },
    };
    const { signal } = new AbortController();
    const read = (): Promise<CallOutcome> => this.calls.readSchema({ ...call, signal });
    const asked = await this.ask(['schema', call, version], read, refresh);
    if (asked.kind === 'threw') return { failure: failureOf(asked) };
    return { schema: asked.output as Record<string, unknown> };
  }

  /** The call is for all who ask the same meanwhile: that one of them hangs up does not end it, the host's 10 s do. */
  private ask(question: unknown, call: () => Promise<CallOutcome>, isFresh: boolean): Promise<ReadableOutcome> {
    const sizeOf = (answer: ReadableOutcome): number | undefined =>
      answer.kind === 'returned' ? JSON.stringify(answer.output).length : undefined;
    return this.answers.get(question, async () => readable(await call()), { isFresh, sizeOf });
  }

  /**
   * The version that is meant. `connector.not_found` for none, also for what somebody else is trying out;
   * `connector.approval_needed` where a connection’s secrets would go where nobody who may promote has let them go.
   */
  private async requireCallable(
    actor: Actor,
    wanted: WantedConnector & Pick<TryRequest, 'connection'>,
  ): Promise<Pick<ConnectorVersionStanding, 'version' | 'sha512'>> {
    const seen = await this.catalogue.peek(actor, wanted);
    if (seen === undefined) throw noSuchConnector(wanted);
    if (wanted.connection !== undefined && !mayDo(actor, 'connector.manage'))
      await this.publisher.requireApproved(actor, wanted);
    return seen;
  }

  private async noSuchAction(
    { workspace }: Actor,
    { name, action }: ActionParams,
    version: string | undefined,
  ): Promise<ServerError> {
    const found = await this.catalogue.find(workspace.id, { name, version });
    return found === undefined ? noSuchConnector({ name, version }) : noSuchAction(found.manifest, action);
  }

  async listSamples({ workspace }: Actor, connector: string): Promise<ConnectorSamplesDto> {
    const kept = await this.samples.list({ workspaceId: workspace.id, connector });
    return { items: kept.map(toSampleDto) };
  }

  async saveSample({ workspace, name: savedBy }: Actor, params: ActionParams, output: JsonValue): Promise<void> {
    const { name: connector, action } = params;
    const found = await this.catalogue.find(workspace.id, { name: connector });
    if (found === undefined) throw noSuchConnector(params);
    if (!Object.hasOwn(found.manifest.actions, action)) throw noSuchAction(found.manifest, action);
    const characters = JSON.stringify(output).length;
    if (characters > MAX_SAMPLE_CHARACTERS) throw sampleTooLarge(characters);
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

function toTried(outcome: ReadableOutcome, durationMs: number): TriedAction {
  const log = toStepLogDto(outcome.log);
  if (outcome.kind === 'returned') return { status: 'succeeded', output: outcome.output, log, durationMs };
  const cause = readCause(outcome.cause);
  return { status: 'failed', ...failureOf(outcome), cause, log, durationMs };
}

const sampleTooLarge = (characters: number): ServerError =>
  new ServerError(
    'request.body_too_large',
    `A sample has at most ${MAX_SAMPLE_CHARACTERS / 1024} KiB. Leave some of it out.`,
    {
      detail: { limit: MAX_SAMPLE_CHARACTERS, actual: characters },
    },
  );

/** Where there are many, those that a slip of the keyboard may have meant are first. */
function noSuchAction({ name, version, actions }: Manifest, action: string): ServerError {
  const known = Object.keys(actions);
  const [begin = ''] = action.split('_');
  const alike = known.filter((one) => begin !== '' && one.includes(begin));
  const listed = [...new Set([...alike, ...known])].slice(0, MOST_LISTED).join(', ');
  const more = known.length > MOST_LISTED ? `, and ${known.length - MOST_LISTED} more, which its page has` : '';
  const has = known.length === 0 ? 'It has none.' : `It has: ${listed}${more}.`;
  return new ServerError('connector.not_found', `${name} ${version} has no action "${action}". ${has}`);
}
