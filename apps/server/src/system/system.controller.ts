import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor, SignedIn } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { systemDto, type SystemDto } from './system.dto.ts';
import { SystemService } from './system.service.ts';

@ApiTags('Operation')
@Controller('api/v1/system')
export class SystemController {
  constructor(private readonly system: SystemService) {}

  @Get()
  @SignedIn()
  @Operation({ id: 'getSystem', summary: 'The installation, and whether it is paused', response: systemDto })
  read(): Promise<SystemDto> {
    return this.system.read();
  }

  @Post('resume')
  @HttpCode(200)
  @Allow('instance.operate')
  @Operation({
    id: 'resumeSystem',
    summary: 'End the pause of an installation that was restored: what was under way goes on',
    response: systemDto,
    problems: [403],
  })
  resume(@CurrentActor() actor: Actor): Promise<SystemDto> {
    return this.system.resume(actor);
  }
}
