import { Inject, Injectable } from '@nestjs/common';
import { MAX_SEARCH_MS, type Actor, type Clock, type Run, type RunSearch } from '@millrace/runtime';
import { parseRunQuery, needsPayload } from '@millrace/run-query';
import type { Caller } from '../http/access.decorator.ts';
import { CLOCK, RUN_SEARCH } from '../platform/tokens.ts';
import { printRuns } from './print-runs.ts';
import { readQuery, requireDataRight } from './read-query.ts';
import {
  MAX_COUNTED,
  MAX_EXPORTED,
  toHistogramDto,
  toScanDto,
  toSearchFilter,
  type CountRunsQuery,
  type ExportRunsQuery,
  type RunCount,
  type RunHistogramDto,
  type RunHistogramQuery,
  type RunPage,
  type SearchRunsQuery,
} from './run-search.dto.ts';
import { toRunDto, type ListRunsQuery } from './runs.dto.ts';

const DAY_MS = 86_400_000;
/** People wait for a histogram at every page of runs: what takes longer is estimated, but not of few runs. */
const HISTOGRAM_MS = 120;
const ALWAYS_COUNTED = 100_000;
const EXPORT_PAGE = 1000;

/** Finding runs among very many: as a list, as counts, as a file. */
@Injectable()
export class RunSearchService {
  constructor(
    @Inject(RUN_SEARCH) private readonly runs: RunSearch,
    @Inject(CLOCK) private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  async list(actor: Actor, { searchMs, limit, ...query }: SearchRunsQuery): Promise<RunPage> {
    const page = await this.runs.search({ ...this.filterOf(actor, query), limit, budgetMs: searchMs });
    return {
      items: page.items.map(toRunDto),
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
      ...(page.scan === undefined ? {} : { scan: toScanDto(page.scan) }),
    };
  }

  async count(actor: Actor, { searchMs, ...query }: CountRunsQuery): Promise<RunCount> {
    const filter = this.filterOf(actor, query);
    return this.runs.count({ ...filter, most: MAX_COUNTED, budgetMs: searchMs });
  }

  async histogram(actor: Actor, { buckets, from, until, ...query }: RunHistogramQuery): Promise<RunHistogramDto> {
    const nowMs = this.clock.nowMs();
    const { payload: _, acceptedFromMs, acceptedUntilMs, ...filter } = this.filterOf(actor, query);
    const untilMs = until === undefined ? (acceptedUntilMs ?? nowMs) : Date.parse(until);
    const fromMs = from === undefined ? (acceptedFromMs ?? untilMs - DAY_MS) : Date.parse(from);
    // One millisecond at least: a span that is none has no runs, and no buckets could tell.
    const span = { acceptedFromMs: Math.min(fromMs, untilMs - 1), acceptedUntilMs: untilMs };
    const found = await this.runs.histogram({
      ...{ ...filter, ...span, buckets },
      ...{ budgetMs: HISTOGRAM_MS, alwaysCounted: ALWAYS_COUNTED },
    });
    const leftOut = parseRunQuery(query.q ?? '').terms.filter(({ condition }) => needsPayload(condition));
    return toHistogramDto(
      found,
      span,
      leftOut.map(({ from: begin, to }) => (query.q ?? '').slice(begin, to)),
    );
  }

  async export({ actor, reply }: Caller, { format, ...query }: ExportRunsQuery): Promise<string> {
    const filter = this.filterOf(actor, query);
    const deadlineMs = this.clock.nowMs() + MAX_SEARCH_MS;
    const runs: Run[] = [];
    let cursor: string | undefined;
    do {
      const limit = Math.min(EXPORT_PAGE, MAX_EXPORTED - runs.length);
      const budgetMs = Math.max(0, deadlineMs - this.clock.nowMs());
      const page = await this.runs.search({ ...filter, limit, budgetMs, ...(cursor === undefined ? {} : { cursor }) });
      runs.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined && runs.length < MAX_EXPORTED && this.clock.nowMs() < deadlineMs);
    const { type, text } = printRuns(runs.map(toRunDto), format);
    reply
      .type(type)
      .header('content-disposition', `attachment; filename="runs.${format}"`)
      .header('millrace-exported', String(runs.length))
      .header('millrace-complete', String(cursor === undefined));
    return text;
  }

  private filterOf(actor: Actor, query: Omit<ListRunsQuery, 'limit'>): ReturnType<typeof toSearchFilter> {
    const selection = readQuery(query.q, this.clock.nowMs());
    requireDataRight(actor, selection);
    return toSearchFilter(actor.workspace.id, query, selection);
  }
}
