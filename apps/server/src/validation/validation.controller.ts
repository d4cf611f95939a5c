import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JsonValue } from '@millrace/machine';
import { Allow } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { workflowDocument } from '../workflows/workflows.dto.ts';
import { validationDto, type ValidationDto } from './validation.dto.ts';
import { ValidationService } from './validation.service.ts';

@ApiTags('Workflows')
@Controller('api/v1/validate')
export class ValidationController {
  constructor(private readonly validation: ValidationService) {}

  @Post()
  @Allow('workflow.read')
  @Operation({
    id: 'validateWorkflow',
    summary: 'Every problem of a document, never only the first',
    body: workflowDocument,
    response: validationDto,
  })
  validate(@Body() document: JsonValue): ValidationDto {
    return { problems: this.validation.check(document) };
  }
}
