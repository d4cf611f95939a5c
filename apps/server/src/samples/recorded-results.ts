import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject, JsonValue, State } from '@millrace/machine';
import { findStatePlace, type Actor, type RunStore, type StepRecord } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { mayDo } from '../http/permissions.ts';
import { RUN_STORE } from '../platform/tokens.ts';
import { noSuchRun } from '../runs/runs.service.ts';
import { VersionCache } from '../workflows/version-cache.ts';

const PAGE = 1000;
const RESULT = /^\{%\s*\$states\.result\s*%\}$/;

/** Finds what steps of past runs gave: before their own `Output` made something else of it. */
@Injectable()
export class RecordedResults {
  constructor(
    @Inject(RUN_STORE) private readonly runs: RunStore,
    private readonly versions: VersionCache,
  ) {}

  async find(actor: Actor, { runId, path }: { readonly runId: string; readonly path: string }): Promise<JsonValue> {
    if (!mayDo(actor, 'run.read_payload')) {
      throw new ServerError(
        'auth.forbidden',
        'A pin holds what a run gave, and you may not read that. Write a mock instead.',
      );
    }
    const workspaceId = actor.workspace.id;
    const run = await this.runs.find({ workspaceId, runId });
    if (run === undefined) throw noSuchRun(runId);
    const step = await this.findStep({ workspaceId, runId }, path);
    if (step?.status !== 'succeeded') {
      const message = `Run ${runId} has no step "${path}" that has succeeded. Take one of its steps that has, or write a mock.`;
      throw new ServerError('sample.not_recorded', message);
    }
    const version = await this.versions.find(run.versionId);
    const state = version && findStatePlace(version.document.machine, step.state)?.state;
    const result = state && resultOf(step, state);
    if (result !== undefined && !isCut(result)) return result;
    const message = `What "${path}" gave is not known: it was too long to be recorded, or its Output made something else of it. Send it as \`output\`.`;
    throw new ServerError('sample.result_unknown', message);
  }

  /** The newest of its path. */
  private async findStep(
    address: { readonly workspaceId: string; readonly runId: string },
    path: string,
  ): Promise<StepRecord | undefined> {
    let found: StepRecord | undefined;
    for (let afterSequence = -1; ; afterSequence += PAGE) {
      const steps = await this.runs.listSteps({ ...address, afterSequence, limit: PAGE });
      found = steps.findLast((step) => step.path === path) ?? found;
      if (steps.length < PAGE) return found;
    }
  }
}

/** What is recorded is the output. Without `Output` that is the result; else a variable may have kept it. */
function resultOf({ output, assigned }: StepRecord, state: State): JsonValue | undefined {
  const { Output, Assign } = state as { readonly Output?: unknown; readonly Assign?: JsonObject };
  if (Output === undefined || isResult(Output)) return output === undefined ? undefined : parse(output);
  const [name] = Object.entries(Assign ?? {}).find(([, template]) => isResult(template)) ?? [];
  if (name === undefined || assigned === undefined) return undefined;
  const values = parse(assigned) as JsonObject;
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

const isResult = (template: unknown): boolean => typeof template === 'string' && RESULT.test(template);
const parse = (text: string): JsonValue => JSON.parse(text) as JsonValue;
const isCut = (value: JsonValue): boolean => typeof value === 'object' && value !== null && '$cut' in value;
