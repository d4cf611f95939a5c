import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue } from '@millrace/machine';
import type { Actor, SampleStore, WorkflowStore } from '@millrace/runtime';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { ServerError } from '../errors.ts';
import { mayDo } from '../http/permissions.ts';
import { WORKFLOW_STORE } from '../platform/tokens.ts';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import { findSampleWarnings } from './find-sample-warnings.ts';
import { RecordedResults } from './recorded-results.ts';
import { SAMPLE_STORE } from './sample-tokens.ts';
import {
  toSampleDto,
  type KeepSampleRequest,
  type KeptSampleDto,
  type SampleList,
  type SampleParams,
} from './samples.dto.ts';

const MAX_SAMPLE_BYTES = 1024 * 1024;

/** Pins and mocks of drafts. */
@Injectable()
export class SamplesService {
  constructor(
    @Inject(SAMPLE_STORE) private readonly samples: SampleStore,
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    private readonly recorded: RecordedResults,
    private readonly catalogue: ConnectorCatalogue,
  ) {}

  async list(actor: Actor, name: string): Promise<SampleList> {
    const withPayloads = mayDo(actor, 'run.read_payload');
    const samples = await this.samples.list({ workspaceId: actor.workspace.id, name });
    return { items: samples.map((sample) => toSampleDto(sample, { withPayloads })) };
  }

  async rename(actor: Actor, name: string, names: Readonly<Record<string, string>>): Promise<SampleList> {
    await this.samples.rename({ workspaceId: actor.workspace.id, name, names });
    return this.list(actor, name);
  }

  async keep(actor: Actor, { name, state }: SampleParams, body: KeepSampleRequest): Promise<KeptSampleDto> {
    const workspaceId = actor.workspace.id;
    const draft = await this.workflows.findDraft({ workspaceId, name });
    if (draft === undefined) throw noSuchWorkflow(name);
    const { kind, error, cause, runId, path } = body;
    const from = runId === undefined || path === undefined ? undefined : { runId, path };
    const output = from === undefined ? (body.output as JsonValue | undefined) : await this.recorded.find(actor, from);
    const text = output === undefined ? undefined : JSON.stringify(output);
    requireSmall(text ?? '');
    const kept = await this.samples.keep({
      ...{ workspaceId, name },
      sample: {
        ...{ state, kind, updatedBy: actor.name },
        ...(text === undefined ? {} : { output: text }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
        ...(from === undefined ? {} : { from }),
      },
    });
    const connectors = await this.catalogue.listFor(workspaceId, draft.document);
    const warnings = findSampleWarnings(draft.document, { state, output }, connectors);
    return { ...toSampleDto(kept, { withPayloads: true }), warnings: [...warnings] };
  }

  remove(actor: Actor, { name, state }: SampleParams): Promise<void> {
    return this.samples.remove({ workspaceId: actor.workspace.id, name, state });
  }
}

function requireSmall(text: string): void {
  const actual = Buffer.byteLength(text);
  if (actual <= MAX_SAMPLE_BYTES) return;
  const message = 'A sample takes 1 MiB of JSON at most. A few items say as much as a thousand.';
  throw new ServerError('sample.too_large', message, { detail: { limit: MAX_SAMPLE_BYTES, actual } });
}
