import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  breakdownAnswer,
  breakdownQuery,
  integrationTimes,
  metricAnswer,
  metricQuery,
  type BreakdownAnswer,
  type BreakdownQueryDto,
  type IntegrationTimesDto,
  type MetricAnswer,
  type MetricQueryDto,
} from './figures.dto.ts';
import { FiguresService } from './figures.service.ts';

@ApiTags('Metrics')
@Controller('api/v1/metrics')
export class FiguresController {
  constructor(private readonly figures: FiguresService) {}

  @Get('query')
  @Allow('run.read')
  @Operation({
    id: 'queryMetric',
    summary: 'One figure over time: runs, errors, durations, queues or calls',
    query: metricQuery,
    response: metricAnswer,
    problems: [404, 422],
  })
  query(@CurrentActor() actor: Actor, @Query({ schema: metricQuery }) query: MetricQueryDto): Promise<MetricAnswer> {
    return this.figures.query(actor, query);
  }

  @Get('breakdown')
  @Allow('run.read')
  @Operation({
    id: 'breakDownMetrics',
    summary: 'What each workflow, version, connector or connection did',
    query: breakdownQuery,
    response: breakdownAnswer,
    problems: [404, 422],
  })
  breakDown(
    @CurrentActor() actor: Actor,
    @Query({ schema: breakdownQuery }) query: BreakdownQueryDto,
  ): Promise<BreakdownAnswer> {
    return this.figures.breakDown(actor, query);
  }

  @Get('integration-times')
  @Allow('run.read')
  @Operation({
    id: 'getIntegrationTimes',
    summary: 'How long integrations took, from the first edit to the first run that succeeded',
    response: integrationTimes,
  })
  integrationTimes(@CurrentActor() actor: Actor): Promise<IntegrationTimesDto> {
    return this.figures.readIntegrationTimes(actor);
  }
}
