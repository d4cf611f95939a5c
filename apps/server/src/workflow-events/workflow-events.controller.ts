import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { workflowParams, type WorkflowParams } from '../workflows/workflows.dto.ts';
import { workflowEventDto } from './workflow-events.dto.ts';
import { WorkflowEventsService } from './workflow-events.service.ts';

const STREAM = {
  type: 'text/event-stream',
  description:
    'Server-sent events: `event` is the kind, `data` a WorkflowEvent. A comment every 15 seconds keeps it open.',
};

@ApiTags('Workflows')
@Controller('api/v1/workflows/:name/events')
export class WorkflowEventsController {
  constructor(private readonly events: WorkflowEventsService) {}

  @Get()
  @Allow('workflow.read')
  @Operation({
    id: 'followWorkflow',
    summary: 'Follow what happens to a workflow: its draft, its versions, its rollouts, calls of its test addresses',
    params: workflowParams,
    produces: STREAM,
    response: workflowEventDto,
    problems: [404, 429],
  })
  follow(@CurrentCaller() caller: Caller, @Param({ schema: workflowParams }) { name }: WorkflowParams): Promise<void> {
    return this.events.follow(caller, name);
  }
}
