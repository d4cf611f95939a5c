import { Inject, Injectable } from '@nestjs/common';
import {
  RuntimeError,
  type Actor,
  type HeldStep,
  type HeldStepStore,
  type Run,
  type RunFilter,
  type RunStore,
} from '@millrace/runtime';
import { mayDo } from '../http/permissions.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import { ENGINE, HELD_STEP_STORE, RUN_STORE } from '../platform/tokens.ts';
import { VersionCache } from '../workflows/version-cache.ts';
import {
  MAX_HELD_SHOWN,
  toRunDetailDto,
  toRunDto,
  type CancelResultDto,
  type ListRunsQuery,
  type RunDetailDto,
  type RunDocumentDto,
  type RunPage,
} from './runs.dto.ts';
import { toStepDto, type ListStepsQuery, type StepPage } from './steps.dto.ts';

/** Finding, reading and cancelling runs. */
@Injectable()
export class RunsService {
  constructor(
    @Inject(RUN_STORE) private readonly runs: RunStore,
    @Inject(HELD_STEP_STORE) private readonly held: Pick<HeldStepStore, 'list'>,
    @Inject(ENGINE) private readonly engine: RunEngine,
    private readonly versions: VersionCache,
  ) {}

  async list(actor: Actor, query: ListRunsQuery): Promise<RunPage> {
    const page = await this.runs.list(toFilter(actor.workspace.id, query));
    return {
      items: page.items.map(toRunDto),
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    };
  }

  async read(actor: Actor, runId: string): Promise<RunDetailDto> {
    const run = await this.runs.find({ workspaceId: actor.workspace.id, runId });
    if (run === undefined) throw noSuchRun(runId);
    const heldSteps = await this.findHeld(run);
    return toRunDetailDto(run, { heldSteps, withPayloads: mayDo(actor, 'run.read_payload') });
  }

  private async findHeld({ id, workspaceId, endedAtMs }: Run): Promise<readonly HeldStep[]> {
    if (endedAtMs !== undefined) return [];
    return (await this.held.list({ workspaceId, runId: id, limit: MAX_HELD_SHOWN })).items;
  }

  async readDocument(actor: Actor, runId: string): Promise<RunDocumentDto> {
    const run = await this.runs.find({ workspaceId: actor.workspace.id, runId });
    const version = run && (await this.versions.find(run.versionId));
    if (version === undefined) throw noSuchRun(runId);
    return { document: { ...version.document } };
  }

  async listSteps(actor: Actor, runId: string, { after, limit }: ListStepsQuery): Promise<StepPage> {
    const workspaceId = actor.workspace.id;
    const [run, steps] = await Promise.all([
      this.runs.find({ workspaceId, runId }),
      this.runs.listSteps({ workspaceId, runId, limit, ...(after === undefined ? {} : { afterSequence: after }) }),
    ]);
    if (run === undefined) throw noSuchRun(runId);
    const withPayloads = mayDo(actor, 'run.read_payload');
    const last = steps.length === limit ? steps.at(-1) : undefined;
    return {
      items: steps.map((step) => toStepDto(step, { withPayloads })),
      ...(last === undefined ? {} : { nextAfter: last.sequence }),
    };
  }

  async cancel(
    actor: Actor,
    runId: string,
    { compensate }: { readonly compensate: boolean },
  ): Promise<CancelResultDto> {
    const workspaceId = actor.workspace.id;
    const run = await this.runs.find({ workspaceId, runId });
    if (run === undefined) throw noSuchRun(runId);
    const result = await this.engine.cancel({
      workspaceId,
      runId,
      workflowName: run.workflowName,
      compensate,
      isTest: run.isTest === true,
    });
    if (result === 'not_found') throw noSuchRun(runId);
    return { result };
  }
}

function toFilter(workspaceId: string, query: ListRunsQuery): RunFilter {
  const { workflow, status, attribute, parent, test, from, until, cursor, limit } = query;
  return {
    workspaceId,
    limit,
    ...(workflow === undefined ? {} : { workflowName: workflow }),
    ...(status === undefined || status.length === 0 ? {} : { statuses: status }),
    ...(attribute === undefined ? {} : { attributes: Object.fromEntries(attribute) }),
    ...(parent === undefined ? {} : { parentRunId: parent }),
    ...(test === undefined ? {} : { tests: test === 'only' ? ('only' as const) : ('included' as const) }),
    ...(from === undefined ? {} : { acceptedFromMs: Date.parse(from) }),
    ...(until === undefined ? {} : { acceptedUntilMs: Date.parse(until) }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** The same for ids that never were and ids of another workspace. */
export function noSuchRun(runId: string): RuntimeError {
  return new RuntimeError('run.not_found', `There is no run ${runId}.`);
}
