import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue } from '@millrace/machine';
import {
  RuntimeError,
  type AcceptRequest,
  type Actor,
  type RunEnd,
  type RunStore,
  type RunTrigger,
  type WorkflowStore,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/access.decorator.ts';
import { traceOf } from '../http/trace-of.ts';
import { checkEventKey } from '../hooks/event-keys.ts';
import { QueueLimit } from '../hooks/queue-limit.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { ENGINE, RUN_STORE, SETTINGS, WORKFLOW_STORE } from '../platform/tokens.ts';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import { VersionCache } from '../workflows/version-cache.ts';
import { runFailed } from './run-failed.ts';
import type { StartedRunDto, StartRunAddress, StartRunRequest } from './runs.dto.ts';

/** As long as a dedupe key is kept. */
const IDEMPOTENCY_WINDOW_SECONDS = 7 * 24 * 3600;

/** Starting a run by the API. */
@Injectable()
export class StartRunService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    @Inject(RUN_STORE) private readonly runs: RunStore,
    @Inject(ENGINE) private readonly engine: RunEngine,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
    private readonly versions: VersionCache,
    private readonly queue: QueueLimit,
  ) {}

  /** Answers with where to find the run, or with its output when it ended within the wait. */
  async start(
    { actor, reply, request: call }: Caller,
    { name, wait = 0 }: StartRunAddress,
    body: StartRunRequest,
  ): Promise<unknown> {
    this.queue.check(actor.workspace.id);
    const version = await this.findVersion(actor, name, body.version);
    const request = { ...toRunRequest(actor, version, body), ...traceOf(call.headers) };
    if (wait === 0) {
      const { runId, isRepetition, sameContent } = await this.engine.accept(request);
      if (isRepetition && !sameContent) throw keyReused(runId);
      return this.answerPending(reply, runId);
    }
    const answer = await this.engine.acceptAndWait(request, { waitMs: wait * 1000 });
    if (answer.isRepetition) await this.checkSameInput(request, answer.runId);
    if (answer.kind === 'responded') {
      announceRun(reply, answer.runId).code(200);
      return answer.response.body;
    }
    return answer.kind === 'ended'
      ? answerEnd(reply, answer.runId, answer.end)
      : this.answerPending(reply, answer.runId);
  }

  private answerPending(reply: FastifyReply, runId: string): StartedRunDto {
    announceRun(reply, runId).code(202);
    return { runId, url: `${this.settings.publicUrl}/api/v1/runs/${runId}` };
  }

  private async checkSameInput({ version, input }: AcceptRequest, runId: string): Promise<void> {
    const first = await this.runs.find({ workspaceId: version.workspaceId, runId });
    if (first !== undefined && first.input !== JSON.stringify(input)) throw keyReused(runId);
  }

  private async findVersion(actor: Actor, name: string, number: number | undefined): Promise<WorkflowVersionDocument> {
    const workspaceId = actor.workspace.id;
    const workflow = await this.workflows.find({ workspaceId, name });
    if (workflow === undefined) throw noSuchWorkflow(name);
    if (number === undefined && workflow.liveVersion === undefined) {
      throw new RuntimeError('workflow.not_published', `"${name}" has no published version yet.`);
    }
    const version =
      number === undefined
        ? await this.versions.find(workflow.liveVersion?.id ?? '')
        : await this.workflows.findVersionByNumber({ workspaceId, name, number });
    if (version === undefined) {
      throw new RuntimeError('workflow.version_not_found', `"${name}" has no version ${number ?? ''}.`);
    }
    return version;
  }
}

function toRunRequest(actor: Actor, version: WorkflowVersionDocument, body: StartRunRequest): AcceptRequest {
  const input = (body.input === undefined ? {} : body.input) as JsonValue;
  const { idempotencyKey } = body;
  return {
    version,
    trigger: triggerOf(actor, version),
    input,
    isPinned: body.version !== undefined,
    ...(idempotencyKey === undefined
      ? {}
      : {
          dedupe: {
            key: checkEventKey(idempotencyKey, 'idempotency'),
            windowSeconds: IDEMPOTENCY_WINDOW_SECONDS,
            contentHash: createHash('sha256').update(JSON.stringify(input)).digest('hex'),
          },
        }),
  };
}

/** A person at the designer starts by hand; a key is another system, which calls. */
function triggerOf({ scopes }: Actor, { document }: WorkflowVersionDocument): RunTrigger {
  if (scopes === undefined) return { id: 'manual', type: 'manual' };
  const declared = Object.entries(document.triggers ?? {}).find(([, { type }]) => type === 'call');
  return { id: declared?.[0] ?? 'api', type: 'call' };
}

function keyReused(runId: string): RuntimeError {
  return new RuntimeError('idempotency.reused', `This idempotency key started run ${runId}, with another input.`);
}

function announceRun(reply: FastifyReply, runId: string): FastifyReply {
  return reply.header('millrace-run-id', runId).header('location', `/api/v1/runs/${runId}`);
}

function answerEnd(reply: FastifyReply, runId: string, end: RunEnd): unknown {
  announceRun(reply, runId);
  if (end.status !== 'succeeded') throw runFailed(runId, end);
  reply.code(200);
  return end.output === undefined ? null : (JSON.parse(end.output) as unknown);
}
