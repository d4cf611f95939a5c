import type {
  DeadLetter,
  DeadLetterDetail,
  DeadLetterGroup,
  DeadLetterStore,
  NewDeadLetter,
  Page,
} from '@millrace/runtime';
import type pg from 'pg';
import { letterCursor, toDeadLetter, toDeadLetterDetail, toDeadLetterGroup } from './dead-letter-rows.ts';
import { keepLetter } from './sql/keep-letters.ts';
import {
  countLettersBySource,
  countOpenLetters,
  findLetter,
  listLetterDetails,
  listLetterGroups,
  listLetters,
} from './sql/read-letters.ts';
import { beginRedrive, discardLetter, settleEndedRuns, settleRedrive, takeLeftRedrives } from './sql/work-letters.ts';
import { isUuid } from './uuid.ts';

type Request<Method extends keyof DeadLetterStore> = Parameters<DeadLetterStore[Method]>[0];

/** Dead letters in Postgres; `note-failures.ts` keeps those of runs, `trigger-store.ts` those of items. */
export class PostgresDeadLetterStore implements DeadLetterStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  keep(letter: NewDeadLetter): ReturnType<DeadLetterStore['keep']> {
    return keepLetter(this.#pool, letter);
  }

  async find(named: Request<'find'>): Promise<DeadLetterDetail | undefined> {
    const row = isUuid(named.id) ? await findLetter(this.#pool, named) : undefined;
    return row && toDeadLetterDetail(row);
  }

  async list({ limit, ...request }: Request<'list'>): Promise<Page<DeadLetter>> {
    const rows = await listLetters(this.#pool, { ...request, limit: limit + 1 });
    return pageOf(rows, limit, { toItem: toDeadLetter, nameOf: ({ id }) => id });
  }

  async listDetails({ limit, ...request }: Request<'listDetails'>): Promise<Page<DeadLetterDetail>> {
    const rows = await listLetterDetails(this.#pool, { ...request, limit: limit + 1 });
    return pageOf(rows, limit, { toItem: toDeadLetterDetail, nameOf: ({ id }) => id });
  }

  async listGroups({ limit, ...request }: Request<'listGroups'>): Promise<Page<DeadLetterGroup>> {
    const rows = await listLetterGroups(this.#pool, { ...request, limit: limit + 1 });
    return pageOf(rows, limit, { toItem: toDeadLetterGroup, nameOf: ({ fingerprint }) => fingerprint });
  }

  countOpen(scope: Request<'countOpen'>): Promise<number> {
    return countOpenLetters(this.#pool, scope);
  }

  countBySource(): ReturnType<DeadLetterStore['countBySource']> {
    return countLettersBySource(this.#pool);
  }

  async begin(request: Request<'begin'>): Promise<DeadLetterDetail | undefined> {
    const row = isUuid(request.id) ? await beginRedrive(this.#pool, request) : undefined;
    return row && toDeadLetterDetail(row);
  }

  settle(request: Request<'settle'>): Promise<void> {
    return settleRedrive(this.#pool, request);
  }

  settleRuns(): Promise<number> {
    return settleEndedRuns(this.#pool);
  }

  async takeLeft(request: Request<'takeLeft'>): Promise<readonly DeadLetterDetail[]> {
    return (await takeLeftRedrives(this.#pool, request)).map(toDeadLetterDetail);
  }

  async discard(request: Request<'discard'>): Promise<boolean> {
    return isUuid(request.id) && discardLetter(this.#pool, request);
  }
}

function pageOf<Row extends { readonly place?: string }, Item>(
  rows: readonly Row[],
  limit: number,
  { toItem, nameOf }: { readonly toItem: (row: Row) => Item; readonly nameOf: (row: Row) => string },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const items = shown.map(toItem);
  return last === undefined ? { items } : { items, nextCursor: letterCursor(last.place ?? '', nameOf(last)) };
}
