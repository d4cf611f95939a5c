import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { startedRunDto, type StartedRunDto } from '../runs/runs.dto.ts';
import { workflowParams, type WorkflowParams } from '../workflows/workflows.dto.ts';
import { testDraftRequest, type TestDraftRequest } from './draft-tests.dto.ts';
import { DraftTestsService } from './draft-tests.service.ts';

@ApiTags('Tests')
@Controller('api/v1/workflows/:name/draft/test')
export class DraftTestsController {
  constructor(private readonly tests: DraftTestsService) {}

  @Post()
  @Allow('workflow.write')
  @Operation({
    id: 'testDraft',
    summary: 'Run the draft as a test: whole, until a step, or one step alone',
    description:
      'Steps call what they name, with their real connections, but for those with a sample or a mock. Only what would run must be valid. The run is marked and counts nowhere. It is kept for 7 days at most: of each workflow the newest 50, of 64 MiB of drafts and samples together.',
    params: workflowParams,
    body: testDraftRequest,
    status: 202,
    response: startedRunDto,
    headers: { Location: 'The run.' },
    problems: [404, 422, 429],
  })
  test(
    @CurrentCaller() caller: Caller,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Body({ schema: testDraftRequest }) body: TestDraftRequest,
  ): Promise<StartedRunDto> {
    return this.tests.test(caller, name, body);
  }
}
