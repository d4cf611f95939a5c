import {
  matchesPayload,
  type PayloadCondition,
  type RunHistogram,
  type RunHistogramRequest,
  type RunPayload,
  type RunSearch,
  type RunSearchFilter,
  type RunSearchPage,
  type RunSearchRequest,
  type RunStatus,
  type StepRecord,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import { matchingRows } from './run-lists.ts';
import { shownStatus, toRun, type RunRow, type VersionNames } from './run-row.ts';
import type { RunTable } from './run-table.ts';
import { timeOfUuid } from './uuid-time.ts';

/** Without time left, so many runs are looked at all the same. */
const LEAST_SCANNED = 2;

/** Searches runs in memory. */
export class MemoryRunSearch implements RunSearch {
  readonly #table: RunTable;
  readonly #namesOf: (versionId: string) => VersionNames | undefined;

  constructor(table: RunTable, namesOf: (versionId: string) => VersionNames | undefined) {
    this.#table = table;
    this.#namesOf = namesOf;
  }

  search({ payload = [], budgetMs, limit, ...filter }: RunSearchRequest): Promise<RunSearchPage> {
    return atOnce(() => {
      const all = this.#find(filter);
      const isScan = payload.length > 0;
      const looked = isScan && budgetMs <= 0 ? all.slice(0, LEAST_SCANNED) : all;
      const matches = looked.filter(({ row }) => isMatch(row, payload));
      const items = matches.slice(0, limit).map(({ row, names }) => toRun(row, names));
      const isFull = matches.length > limit;
      const reached = isFull ? items.at(-1)?.id : looked.at(-1)?.row.run.id;
      const isComplete = !isFull && looked.length === all.length;
      const scan = {
        scanned: looked.length,
        reachedAtMs: reached === undefined ? 0 : timeOfUuid(reached),
        isComplete,
      };
      return {
        items,
        ...(isComplete || reached === undefined ? {} : { nextCursor: reached }),
        ...(isScan ? { scan } : {}),
      };
    });
  }

  count({
    most,
    budgetMs: _,
    payload = [],
    ...filter
  }: RunSearchFilter & { readonly most: number; readonly budgetMs: number }): ReturnType<RunSearch['count']> {
    return atOnce(() => {
      const count = this.#find(filter).filter(({ row }) => isMatch(row, payload)).length;
      return { count: Math.min(count, most), isMore: count > most };
    });
  }

  histogram({ buckets, budgetMs: _, alwaysCounted: __, ...filter }: RunHistogramRequest): Promise<RunHistogram> {
    return atOnce(() => {
      const counts = Array.from({ length: buckets }, (): Partial<Record<RunStatus, number>> => ({}));
      const { acceptedFromMs, acceptedUntilMs } = filter;
      for (const { row } of this.#find(filter)) {
        const share = (timeOfUuid(row.run.id) - acceptedFromMs) / (acceptedUntilMs - acceptedFromMs);
        const bucket = counts[Math.floor(share * buckets)];
        const status = shownStatus(row);
        if (bucket !== undefined) bucket[status] = (bucket[status] ?? 0) + 1;
      }
      return { buckets: counts, countedShare: 1 };
    });
  }

  #find(filter: Parameters<typeof matchingRows>[1]): ReturnType<typeof matchingRows> {
    return matchingRows(this.#table.rows.values(), filter, this.#namesOf);
  }
}

function isMatch({ run, end, steps }: RunRow, conditions: readonly PayloadCondition[]): boolean {
  const read = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
  const payload: RunPayload = {
    input: read(run.input),
    output: read(end?.output),
    texts: [end?.error, end?.cause].filter((text) => text !== undefined),
    steps: steps.map((text) => {
      const step = JSON.parse(text) as StepRecord;
      const texts = [step.error, step.cause, ...step.log.map(({ message }) => message)];
      return {
        step: step.state,
        texts: texts.filter((one) => one !== undefined),
        input: read(step.input),
        arguments: read(step.arguments),
        output: read(step.output),
        assigned: read(step.assigned),
      };
    }),
  };
  return matchesPayload(payload, conditions);
}
