import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JsonValue } from '@millrace/machine';
import type { Actor } from '@millrace/runtime';
import { ConnectionNames } from '../connections/connection-names.ts';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { mayDo } from '../http/permissions.ts';
import { WorkflowNames } from '../workflows/workflow-names.ts';
import { workflowDocument } from '../workflows/workflows.dto.ts';
import { validationDto, type ValidationDto } from './validation.dto.ts';
import { ValidationService } from './validation.service.ts';

@ApiTags('Workflows')
@Controller('api/v1/validate')
export class ValidationController {
  constructor(
    private readonly validation: ValidationService,
    private readonly connections: ConnectionNames,
    private readonly workflows: WorkflowNames,
  ) {}

  @Post()
  @Allow('workflow.read')
  @Operation({
    id: 'validateWorkflow',
    summary: 'Every problem of a document, never only the first',
    body: workflowDocument,
    response: validationDto,
  })
  async validate(@CurrentActor() actor: Actor, @Body() document: JsonValue): Promise<ValidationDto> {
    // Who may not see connections is not told by a problem which there are.
    const connections = mayDo(actor, 'connection.read') ? await this.connections.list(actor.workspace.id) : undefined;
    const workflows = await this.workflows.findCalled(actor.workspace.id, document);
    return { problems: await this.validation.check(actor.workspace.id, document, { connections, workflows }) };
  }
}
