import { Inject, Injectable } from '@nestjs/common';
import { RuntimeError, type Actor, type JsonText, type RunStore, type StepRecord } from '@millrace/runtime';
import { mayDo } from '../http/permissions.ts';
import { RUN_STORE } from '../platform/tokens.ts';
import type { ShownPayloads } from './payloads.ts';
import { noSuchRun } from './runs.service.ts';
import {
  toStepDto,
  type ListStepsQuery,
  type ReadStepQuery,
  type RunPayloadParams,
  type StepDto,
  type StepPage,
  type StepParams,
  type StepPayloadParams,
} from './steps.dto.ts';

/** What runs did, step by step, and the values that went through them. */
@Injectable()
export class StepsService {
  constructor(@Inject(RUN_STORE) private readonly runs: RunStore) {}

  async list(actor: Actor, runId: string, query: ListStepsQuery): Promise<StepPage> {
    const { after, limit, under, threads, status } = query;
    const workspaceId = actor.workspace.id;
    const payloads = shownTo(actor, query.payloads);
    const [run, steps] = await Promise.all([
      this.runs.find({ workspaceId, runId }),
      this.runs.listSteps({
        ...{ workspaceId, runId, limit, isBrief: payloads === 'none', isFailed: status === 'failed' },
        ...(after === undefined ? {} : { afterSequence: after }),
        ...(under === undefined ? {} : { under }),
        ...(threads === undefined ? {} : { threads }),
      }),
    ]);
    if (run === undefined) throw noSuchRun(runId);
    const last = steps.length === limit ? steps.at(-1) : undefined;
    return {
      items: steps.map((step) => toStepDto(step, { payloads })),
      ...(last === undefined ? {} : { nextAfter: last.sequence }),
    };
  }

  async read(actor: Actor, { id, sequence }: StepParams, query: ReadStepQuery): Promise<StepDto> {
    return toStepDto(await this.find(actor, id, sequence), { payloads: shownTo(actor, query.payloads) });
  }

  /** A value of a step as JSON, as it was kept. */
  async readPayload(actor: Actor, { id, sequence, part }: StepPayloadParams): Promise<JsonText> {
    const text = (await this.find(actor, id, sequence))[part];
    if (text === undefined) throw noSuchPayload(part);
    return text;
  }

  async readRunPayload(actor: Actor, { id, part }: RunPayloadParams): Promise<JsonText> {
    const run = await this.runs.find({ workspaceId: actor.workspace.id, runId: id });
    if (run === undefined) throw noSuchRun(id);
    const text = run[part];
    if (text === undefined) throw noSuchPayload(part);
    return text;
  }

  private async find(actor: Actor, runId: string, sequence: number): Promise<StepRecord> {
    const address = { workspaceId: actor.workspace.id, runId };
    const [step] = await this.runs.listSteps({ ...address, afterSequence: sequence - 1, limit: 1 });
    if (step?.sequence === sequence) return step;
    if ((await this.runs.find(address)) === undefined) throw noSuchRun(runId);
    throw new RuntimeError('run.step_not_found', `The run has no finished step ${sequence}.`);
  }
}

const shownTo = (actor: Actor, wanted: ShownPayloads): ShownPayloads =>
  mayDo(actor, 'run.read_payload') ? wanted : 'none';

const noSuchPayload = (part: string): RuntimeError =>
  new RuntimeError('run.payload_not_found', `There is no ${part} here.`);
