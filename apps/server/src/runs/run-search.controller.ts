import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  countRunsQuery,
  exportRunsQuery,
  MAX_EXPORTED,
  runCount,
  runHistogramDto,
  runHistogramQuery,
  runPage,
  searchRunsQuery,
  type CountRunsQuery,
  type ExportRunsQuery,
  type RunCount,
  type RunHistogramDto,
  type RunHistogramQuery,
  type RunPage,
  type SearchRunsQuery,
} from './run-search.dto.ts';
import { RunSearchService } from './run-search.service.ts';

const QUERY_PROBLEMS = [403, 422];

@ApiTags('Runs')
@Controller('api/v1/runs')
export class RunSearchController {
  constructor(private readonly search: RunSearchService) {}

  @Get()
  @Allow('run.read')
  @Operation({
    id: 'listRuns',
    summary: 'Runs, newest first',
    query: searchRunsQuery,
    response: runPage,
    problems: QUERY_PROBLEMS,
  })
  list(@CurrentActor() actor: Actor, @Query({ schema: searchRunsQuery }) query: SearchRunsQuery): Promise<RunPage> {
    return this.search.list(actor, query);
  }

  @Get('count')
  @Allow('run.read')
  @Operation({
    id: 'countRuns',
    summary: 'How many runs match, up to a bound',
    query: countRunsQuery,
    response: runCount,
    problems: QUERY_PROBLEMS,
  })
  count(@CurrentActor() actor: Actor, @Query({ schema: countRunsQuery }) query: CountRunsQuery): Promise<RunCount> {
    return this.search.count(actor, query);
  }

  @Get('histogram')
  @Allow('run.read')
  @Operation({
    id: 'getRunHistogram',
    summary: 'How many runs match, by time and status',
    query: runHistogramQuery,
    response: runHistogramDto,
    problems: QUERY_PROBLEMS,
  })
  histogram(
    @CurrentActor() actor: Actor,
    @Query({ schema: runHistogramQuery }) query: RunHistogramQuery,
  ): Promise<RunHistogramDto> {
    return this.search.histogram(actor, query);
  }

  @Get('export')
  @Allow('run.read')
  @Operation({
    id: 'exportRuns',
    summary: `The matches as a file, the newest ${MAX_EXPORTED} at most`,
    query: exportRunsQuery,
    produces: { type: 'application/jsonl', description: 'A run in a line; with `format=csv` as text/csv.' },
    headers: {
      'millrace-exported': 'How many runs are in it.',
      'millrace-complete': '`false`: there are more, or the search had not come to its end in 10 seconds.',
    },
    problems: QUERY_PROBLEMS,
  })
  export(@CurrentCaller() caller: Caller, @Query({ schema: exportRunsQuery }) query: ExportRunsQuery): Promise<string> {
    return this.search.export(caller, query);
  }
}
