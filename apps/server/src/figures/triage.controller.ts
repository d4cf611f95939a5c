import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { integrationHealth, type IntegrationHealthDto } from './triage.dto.ts';
import { TriageService } from './triage.service.ts';

@ApiTags('Metrics')
@Controller('api/v1/health')
export class TriageController {
  constructor(private readonly triages: TriageService) {}

  @Get('integrations')
  @Allow('run.read')
  @Operation({
    id: 'getIntegrationHealth',
    summary: 'Integrations that fail again and again, or will, with the reason and what to do',
    response: integrationHealth,
  })
  read(@CurrentActor() actor: Actor): Promise<IntegrationHealthDto> {
    return this.triages.read(actor);
  }
}
