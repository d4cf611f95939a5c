import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue } from '@millrace/machine';
import type { Actor, WorkflowStore } from '@millrace/runtime';
import { WORKFLOW_STORE } from '../platform/tokens.ts';
import { ValidationService } from '../validation/validation.service.ts';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import { WorkflowTestsService } from './workflow-tests.service.ts';
import { toTestResultsDto, type TestResultsDto } from './workflow-tests.dto.ts';

interface WantedTests {
  readonly workflow: string;
  /** Instead of the draft. */
  readonly document: JsonValue | undefined;
  readonly names: readonly string[] | undefined;
}

/** Runs the tests of what somebody is at work on. */
@Injectable()
export class DraftTestRunner {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    private readonly validation: ValidationService,
    private readonly tests: WorkflowTestsService,
  ) {}

  /** `workflow.invalid` where the document has errors: what cannot run cannot be tested. */
  async run({ workspace }: Actor, { workflow: name, document, names }: WantedTests): Promise<TestResultsDto> {
    const draft = await this.workflows.findDraft({ workspaceId: workspace.id, name });
    if (draft === undefined) throw noSuchWorkflow(name);
    const { document: valid } = await this.validation.requireValid(workspace.id, document ?? draft.document, {});
    return toTestResultsDto(await this.tests.run(workspace.id, valid, names));
  }
}
