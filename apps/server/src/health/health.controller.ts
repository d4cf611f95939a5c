import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { healthDto, readinessDto, type HealthDto, type ReadinessDto } from './health.dto.ts';
import { HealthService } from './health.service.ts';

@ApiTags('Operation')
@Controller()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('healthz')
  @Public()
  @Operation({ id: 'getHealth', summary: 'The process lives', response: healthDto })
  read(): HealthDto {
    return this.health.read();
  }

  @Get('readyz')
  @Public()
  @Operation({
    id: 'getReadiness',
    summary: 'The process can take work',
    response: readinessDto,
    otherResponses: { 503: { description: 'It cannot, and says why.', schema: readinessDto } },
  })
  async readiness(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessDto> {
    const readiness = await this.health.checkReadiness();
    if (readiness.status !== 'ready') reply.code(503);
    return readiness;
  }

  @Get('metrics')
  @Public()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Operation({
    id: 'getMetrics',
    summary: 'Prometheus metrics: from this machine, or with a key that has metrics.read',
    produces: { type: 'text/plain', description: 'Prometheus text format.' },
    problems: [401, 403],
  })
  metrics(@Req() request: FastifyRequest): Promise<string> {
    return this.health.printMetrics(request);
  }
}
