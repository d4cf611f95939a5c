import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue } from '@millrace/machine';
import type { ReplayRequest, RunStore } from '@millrace/runtime';
import type { Caller } from '../http/access.decorator.ts';
import { checkEventKey } from '../hooks/event-keys.ts';
import { QueueLimit } from '../hooks/queue-limit.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import { ENGINE, RUN_STORE } from '../platform/tokens.ts';
import type { ReplayRunRequest, RetryPlanDto, RetryRunAddress, RetryRunRequest } from './retries.dto.ts';
import { toRunDto, type RunDto } from './runs.dto.ts';
import { noSuchRun } from './runs.service.ts';

/** Making new runs of runs that have ended. */
@Injectable()
export class RetriesService {
  constructor(
    @Inject(RUN_STORE) private readonly runs: RunStore,
    @Inject(ENGINE) private readonly engine: Pick<RunEngine, 'retries'>,
    private readonly queue: QueueLimit,
  ) {}

  /** Answers with the new run, or with the plan of it. */
  async retry(caller: Caller, { id, dryRun }: RetryRunAddress, body: RetryRunRequest): Promise<RunDto | RetryPlanDto> {
    const { from, result } = body ?? {};
    const request = {
      ...toRequest(caller, id, body),
      ...(from === undefined ? {} : { from }),
      ...(result === undefined ? {} : { result: result as JsonValue }),
    };
    if (dryRun === 'true') {
      const { notes, ...plan } = await this.engine.retries.plan(request);
      caller.reply.code(200);
      return { ...plan, notes: [...notes] };
    }
    this.queue.check(caller.actor.workspace.id);
    const { runId } = await this.engine.retries.retry(request);
    return this.answer(caller, runId);
  }

  async replay(caller: Caller, runId: string, body: ReplayRunRequest): Promise<RunDto> {
    this.queue.check(caller.actor.workspace.id);
    const made = await this.engine.retries.replay(toRequest(caller, runId, body));
    return this.answer(caller, made.runId);
  }

  private async answer({ actor, reply }: Caller, runId: string): Promise<RunDto> {
    const run = await this.runs.find({ workspaceId: actor.workspace.id, runId });
    if (run === undefined) throw noSuchRun(runId);
    reply.header('location', `/api/v1/runs/${runId}`).code(202);
    return toRunDto(run);
  }
}

function toRequest({ actor }: Caller, runId: string, body: ReplayRunRequest): ReplayRequest {
  const { version, input, idempotencyKey } = body ?? {};
  return {
    workspaceId: actor.workspace.id,
    runId,
    ...(version === undefined ? {} : { version }),
    ...(input === undefined ? {} : { input: input as JsonValue }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey: checkEventKey(idempotencyKey, 'idempotency') }),
  };
}
