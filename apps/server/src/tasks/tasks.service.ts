import { Inject, Injectable } from '@nestjs/common';
import type { WorkflowDocument } from '@millrace/machine';
import type { Actor, AwaitedTask, AwaitedTaskDetail, AwaitedTaskStore } from '@millrace/runtime';
import { RuntimeError } from '@millrace/runtime';
import { mayDo } from '../http/permissions.ts';
import { toIsoTime } from '../http/page.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import { AWAITED_TASK_STORE, ENGINE } from '../platform/tokens.ts';
import { findAwaitingStep } from '../tokens/find-awaiting-step.ts';
import type { AnsweredTokenDto, AnswerTokenRequest } from '../tokens/tokens.dto.ts';
import { tokenRefusal, TokensService } from '../tokens/tokens.service.ts';
import { VersionCache } from '../workflows/version-cache.ts';
import { toTaskDto, type ListTasksQuery, type TaskDetailDto, type TaskPage } from './tasks.dto.ts';

const NO_DOCUMENT = { millrace: 1, name: '', machine: { StartAt: '', States: {} } } as unknown as WorkflowDocument;

/** Steps that wait for somebody, and what people answer. */
@Injectable()
export class TasksService {
  constructor(
    @Inject(AWAITED_TASK_STORE) private readonly tasks: AwaitedTaskStore,
    @Inject(ENGINE) private readonly engine: Pick<RunEngine, 'answerCallback'>,
    private readonly tokens: TokensService,
    private readonly versions: VersionCache,
  ) {}

  async list(actor: Actor, { state, workflow, run, cursor, limit }: ListTasksQuery): Promise<TaskPage> {
    const page = await this.tasks.list({
      ...{ workspaceId: actor.workspace.id, state, limit },
      ...(workflow === undefined ? {} : { workflow }),
      ...(run === undefined ? {} : { runId: run }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const mayAnswer = mayDo(actor, 'run.operate');
    const items = await Promise.all(
      page.items.map(async (task) => toTaskDto(task, await this.stepOf(task), mayAnswer)),
    );
    return { items, ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }) };
  }

  /** `task_token.not_found` also for one of another workspace. */
  async read(actor: Actor, token: string): Promise<TaskDetailDto> {
    const task = await this.find(actor, token);
    const step = await this.stepOf(task);
    const called = findCalled(task);
    return {
      ...toTaskDto(task, step, mayDo(actor, 'run.operate')),
      ...(called?.untilMs === undefined ? {} : { until: toIsoTime(called.untilMs) }),
      ...(step.schema === undefined ? {} : { schema: step.schema }),
      ...(mayDo(actor, 'run.read_payload')
        ? { runInput: JSON.parse(task.runInput) as unknown, ...called?.payloads }
        : {}),
    };
  }

  async answer(actor: Actor, token: string, request: AnswerTokenRequest): Promise<AnsweredTokenDto> {
    const { use } = await this.find(actor, token);
    if (use === 'task') return this.tokens.answer(token, request);
    if (request.error !== undefined) {
      throw new RuntimeError('task_token.answer_invalid', 'What waits to be called cannot be answered with an error.');
    }
    const payload = { method: 'POST', query: {}, headers: {}, body: request.output as never };
    const result = await this.engine.answerCallback({ token, payload });
    if (result.kind === 'answered') return { runId: result.runId };
    throw tokenRefusal(result.kind);
  }

  private async find({ workspace }: Actor, token: string): Promise<AwaitedTaskDetail> {
    const task = await this.tasks.find({ workspaceId: workspace.id, token });
    if (task === undefined) throw tokenRefusal('not_found');
    return task;
  }

  private async stepOf(task: AwaitedTask): Promise<ReturnType<typeof findAwaitingStep>> {
    const version = await this.versions.find(task.versionId);
    return findAwaitingStep(version?.document ?? NO_DOCUMENT, task);
  }
}

/** What the step called with, and until when it waits, where the run stands still at it. */
function findCalled({
  token,
  position,
}: AwaitedTaskDetail): { readonly untilMs?: number; readonly payloads: object } | undefined {
  const { pending } = position ?? {};
  if (position === undefined || pending?.kind !== 'answer') return undefined;
  const { call, untilMs } = pending;
  if (call.token !== token && call.pause?.token !== token) return undefined;
  return {
    // Without a limit of its own it waits as long as its run may.
    ...(call.timeoutSeconds === undefined ? {} : { untilMs }),
    payloads: { input: position.input, arguments: call.arguments },
  };
}
