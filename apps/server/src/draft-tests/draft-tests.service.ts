import { Inject, Injectable } from '@nestjs/common';
import { inspectExpression } from '@millrace/expressions';
import type { JsonObject, JsonValue, WorkflowDocument } from '@millrace/machine';
import {
  findMissing,
  findStatePlace,
  planTest,
  type Actor,
  type DraftTestStore,
  type PlannedTest,
  type SampleStore,
  type TestWish,
  type WorkflowStore,
} from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import type { Caller } from '../http/access.decorator.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { ENGINE, SETTINGS, WORKFLOW_STORE } from '../platform/tokens.ts';
import type { StartedRunDto } from '../runs/runs.dto.ts';
import { SAMPLE_STORE } from '../samples/sample-tokens.ts';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import { DraftChecks, noSuchStep } from './draft-checks.ts';
import { DRAFT_TEST_STORE } from './draft-test-tokens.ts';
import type { TestDraftRequest } from './draft-tests.dto.ts';
import { mocksOf } from './test-samples.ts';

/** What stands in for steps, and the draft: in memory while the test runs. */
const MAX_TEST_CHARACTERS = 16 * 1024 * 1024;

interface TestStores {
  readonly workflows: Pick<WorkflowStore, 'findDraft'>;
  readonly samples: Pick<SampleStore, 'list'>;
  readonly tests: DraftTestStore;
}

/** Runs drafts as tests: durably like every run, but seen by nobody who did not ask. */
@Injectable()
export class DraftTestsService {
  private readonly stores: TestStores;

  constructor(
    @Inject(WORKFLOW_STORE) workflows: WorkflowStore,
    @Inject(SAMPLE_STORE) samples: SampleStore,
    @Inject(DRAFT_TEST_STORE) tests: DraftTestStore,
    @Inject(ENGINE) private readonly engine: RunEngine,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
    private readonly checks: DraftChecks,
  ) {
    this.stores = { workflows, samples, tests };
  }

  async test({ actor, reply }: Caller, name: string, body: TestDraftRequest): Promise<StartedRunDto> {
    const workspaceId = actor.workspace.id;
    this.checks.requireRoom(workspaceId);
    const planned = await this.plan(actor, name, body);
    const version = await this.stores.tests.keep({ workspaceId, name, ...planned });
    const input = (body.input === undefined ? {} : body.input) as JsonValue;
    const { runId } = await this.engine.accept({ version, trigger: { id: 'test', type: 'test' }, input });
    const path = `/api/v1/runs/${runId}`;
    reply.header('millrace-run-id', runId).header('location', path);
    return { runId, url: `${this.settings.publicUrl}${path}` };
  }

  private async plan(actor: Actor, name: string, body: TestDraftRequest): Promise<PlannedTest> {
    const workspaceId = actor.workspace.id;
    const draft = await this.stores.workflows.findDraft({ workspaceId, name });
    if (draft === undefined) throw noSuchWorkflow(name);
    const wish = toWish(body, mocksOf(draft.document, await this.stores.samples.list({ workspaceId, name }), body));
    const document = await this.checks.requireRunnable(workspaceId, draft.document, wish);
    requireValues(document, body);
    const planned = planTest(document, wish);
    if (planned === undefined) throw noSuchStep(body.state ?? body.until ?? '');
    const actual = JSON.stringify(planned).length;
    if (actual <= MAX_TEST_CHARACTERS) return planned;
    const message = 'The draft and all that stands in for its steps are too much for a test. Mock with less data.';
    throw new ServerError('draft.test_too_large', message, { detail: { limit: MAX_TEST_CHARACTERS, actual } });
  }
}

function toWish(body: TestDraftRequest, mocks: TestWish['mocks']): TestWish {
  const { state, until, stepInput, variables, item } = body;
  return {
    mocks,
    ...(state === undefined ? {} : { state }),
    ...(until === undefined ? {} : { until }),
    ...(stepInput === undefined ? {} : { stepInput: stepInput as JsonValue }),
    ...(variables === undefined ? {} : { variables: variables as JsonObject }),
    ...(item === undefined ? {} : { item: { index: item.index, value: item.value as JsonValue } }),
  };
}

/** What the step reads must be given: nothing ran before it. */
function requireValues(document: WorkflowDocument, body: TestDraftRequest): void {
  const place = body.state === undefined ? undefined : findStatePlace(document.machine, body.state);
  if (place === undefined) return;
  const missing = findMissing(
    place.state,
    {
      variables: body.variables ?? {},
      hasStepInput: body.stepInput !== undefined,
      hasInput: body.input !== undefined,
      hasItem: body.item !== undefined,
      isInMap: place.within.some(({ branch }) => branch === undefined),
    },
    inspectExpression,
  );
  if (missing === undefined) return;
  const names = [
    ...missing.variables.map((name) => `$${name}`),
    ...(missing.stepInput ? ['the input of the step'] : []),
    ...(missing.input ? ['the input of the workflow'] : []),
    ...(missing.item ? ['the item of its Map'] : []),
  ];
  const message = `"${body.state ?? ''}" reads what was not given: ${names.join(', ')}. Give that, or test until the step.`;
  const detail = { ...missing, variables: [...missing.variables] };
  throw new ServerError('draft.values_missing', message, { detail: { missing: detail } });
}
