import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JsonValue } from '@millrace/machine';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { workflowParams, type WorkflowParams } from '../workflows/workflows.dto.ts';
import { DraftTestRunner } from './draft-test-runner.ts';
import { runTestsRequest, testResults, type RunTestsRequest, type TestResultsDto } from './workflow-tests.dto.ts';

@ApiTags('Workflows')
@Controller('api/v1/workflows/:name/tests')
export class WorkflowTestsController {
  constructor(private readonly runner: DraftTestRunner) {}

  @Post('run')
  @Allow('workflow.write')
  @Operation({
    id: 'runWorkflowTests',
    summary: 'Run the tests of the draft, or of a document that is sent',
    description: 'Mocks play the outside and time is virtual: nothing is called, and nothing is kept.',
    params: workflowParams,
    body: runTestsRequest,
    response: testResults,
    problems: [404, 422],
  })
  run(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Body({ schema: runTestsRequest }) { document, names }: RunTestsRequest,
  ): Promise<TestResultsDto> {
    return this.runner.run(actor, { workflow: name, document: document as JsonValue | undefined, names });
  }
}
