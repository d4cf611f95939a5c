import { Inject, Injectable } from '@nestjs/common';
import type { Actor, HeldStep, HeldStepStore, RunStore, TokenAnswer } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import { ENGINE, HELD_STEP_STORE, RUN_STORE } from '../platform/tokens.ts';
import { noSuchRun } from '../runs/runs.service.ts';
import { toHeldStepDto, type DecideStepRequest, type HeldStepPage, type ListHeldStepsQuery } from './held-steps.dto.ts';

const SEARCH_PAGE = 1000;

/** Steps that stand still, and what people decide about them. */
@Injectable()
export class HeldStepsService {
  constructor(
    @Inject(HELD_STEP_STORE) private readonly held: HeldStepStore,
    @Inject(RUN_STORE) private readonly runs: Pick<RunStore, 'find'>,
    @Inject(ENGINE) private readonly engine: Pick<RunEngine, 'decide'>,
  ) {}

  async list({ workspace }: Actor, { connection, run, cursor, limit }: ListHeldStepsQuery): Promise<HeldStepPage> {
    const page = await this.held.list({
      ...{ workspaceId: workspace.id, limit },
      ...(connection === undefined ? {} : { connection }),
      ...(run === undefined ? {} : { runId: run }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    return {
      items: page.items.map(toHeldStepDto),
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    };
  }

  /** `run.not_found`; `held_step.not_found` also when somebody else was faster. */
  async decide({ workspace }: Actor, runId: string, request: DecideStepRequest): Promise<void> {
    const workspaceId = workspace.id;
    if ((await this.runs.find({ workspaceId, runId })) === undefined) throw noSuchRun(runId);
    const { path, attempt } = request;
    const place = { workspaceId, runId, path, ...(attempt === undefined ? {} : { attempt }) };
    const decision = await this.toAnswer(place, request);
    const { kind } = await this.engine.decide({ ...place, decision });
    if (kind === 'not_found') throw noSuchStep(request.path);
  }

  private async toAnswer(place: HeldPlace, request: DecideStepRequest): Promise<TokenAnswer> {
    if (request.decision === 'again') return { kind: 'again' };
    if (request.decision === 'done') return { kind: 'returned', output: JSON.stringify(request.output) };
    const step = await this.find(place);
    if (step === undefined) throw noSuchStep(place.path);
    return { kind: 'threw', error: step.error, cause: step.cause };
  }

  private async find({ workspaceId, runId, path, attempt }: HeldPlace): Promise<HeldStep | undefined> {
    for (let cursor: string | undefined; ;) {
      const page = await this.held.list({
        ...{ workspaceId, runId, limit: SEARCH_PAGE },
        ...(cursor === undefined ? {} : { cursor }),
      });
      const step = page.items.find((item) => item.path === path && (attempt ?? item.attempt) === item.attempt);
      cursor = page.nextCursor;
      if (step !== undefined || cursor === undefined) return step;
    }
  }
}

interface HeldPlace {
  readonly workspaceId: string;
  readonly runId: string;
  readonly path: string;
  readonly attempt?: number;
}

function noSuchStep(path: string): ServerError {
  return new ServerError(
    'held_step.not_found',
    `Nothing is held at "${path}": somebody has decided already, its connection was mended, or the run went on.`,
  );
}
