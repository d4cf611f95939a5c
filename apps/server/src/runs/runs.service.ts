import { Inject, Injectable } from '@nestjs/common';
import {
  RuntimeError,
  type Actor,
  type HeldStep,
  type HeldStepStore,
  type Run,
  type RunStore,
} from '@millrace/runtime';
import { mayDo } from '../http/permissions.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import { ENGINE, HELD_STEP_STORE, RUN_STORE } from '../platform/tokens.ts';
import { VersionCache } from '../workflows/version-cache.ts';
import {
  MAX_HELD_SHOWN,
  toRunDetailDto,
  type CancelResultDto,
  type ReadRunQuery,
  type RunDetailDto,
  type RunDocumentDto,
} from './runs.dto.ts';

/** Finding, reading and cancelling runs. */
@Injectable()
export class RunsService {
  constructor(
    @Inject(RUN_STORE) private readonly runs: RunStore,
    @Inject(HELD_STEP_STORE) private readonly held: Pick<HeldStepStore, 'list'>,
    @Inject(ENGINE) private readonly engine: RunEngine,
    private readonly versions: VersionCache,
  ) {}

  async read(actor: Actor, runId: string, { payloads }: ReadRunQuery): Promise<RunDetailDto> {
    const run = await this.runs.find({ workspaceId: actor.workspace.id, runId });
    if (run === undefined) throw noSuchRun(runId);
    const [heldSteps, retries] = await Promise.all([this.findHeld(run), this.runs.listRetries(addressOf(run))]);
    return toRunDetailDto(run, { heldSteps, retries, payloads: mayDo(actor, 'run.read_payload') ? payloads : 'none' });
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

const addressOf = ({ workspaceId, id: runId }: Run) => ({ workspaceId, runId });

/** The same for ids that never were and ids of another workspace. */
export function noSuchRun(runId: string): RuntimeError {
  return new RuntimeError('run.not_found', `There is no run ${runId}.`);
}
