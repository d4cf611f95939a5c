import { bucketOf, type CallRate, type RateBudgetStore, type RateGrant } from '@millrace/runtime';
import type pg from 'pg';

interface TakenRow {
  readonly granted: number;
  readonly wait_ms: number;
}

/** Slowed budgets rise by a tenth of the whole with each minute. */
const FACTOR = `least(1, budget.factor + coalesce(extract(epoch from now() - budget.slowed_at)::double precision / 600, 1))`;
const AVAILABLE = `least($2::double precision,
  budget.tokens + extract(epoch from now() - budget.updated_at)::double precision * $3::double precision * ${FACTOR})`;

// Why this shape: one statement, so one round trip and no lock beyond it. Index: primary key. Runs: about once a second and
// budget in each process that calls.
const TAKE = `
insert into rate_budget as budget (key, tokens, granted, capacity, refill_per_second)
values ($1, $2::double precision - least($4::integer, floor($2::double precision)),
  least($4::integer, floor($2::double precision))::integer, $2::double precision, $3::double precision)
on conflict (key) do update set
  (tokens, granted) = (
    select state.available - state.granted, state.granted
    from (
      select found.available,
        case when budget.blocked_until > now() then 0 else least($4::integer, floor(found.available))::integer end as granted
      from (select ${AVAILABLE} as available) found
    ) state
  ),
  capacity = excluded.capacity, refill_per_second = excluded.refill_per_second, updated_at = now()
returning granted, ceil(greatest(
  extract(epoch from blocked_until - now()) * 1000,
  (1 - tokens) * 1000 / (refill_per_second * ${FACTOR}), 0))::double precision as wait_ms`;

const BLOCK = `
insert into rate_budget as budget (key, tokens, granted, capacity, refill_per_second, blocked_until)
values ($1, $2::double precision, 0, $2::double precision, $3::double precision, now() + make_interval(secs => $4::double precision / 1000))
on conflict (key) do update set blocked_until = greatest(budget.blocked_until, excluded.blocked_until)`;

const SLOW = `
insert into rate_budget as budget (key, tokens, granted, capacity, refill_per_second, factor, slowed_at)
values ($1, 0, 0, $2::double precision, $3::double precision, 0.5, now())
on conflict (key) do update set factor = 0.5 * ${FACTOR}, slowed_at = now(), tokens = least(budget.tokens, 0),
  updated_at = now()`;

/** Budgets of calls in Postgres, by its clock. */
export class PostgresRateBudgetStore implements RateBudgetStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async take({ key, rate, wanted }: Parameters<RateBudgetStore['take']>[0]): Promise<RateGrant> {
    const { rows } = await this.#pool.query<TakenRow>({
      ...{ name: 'take-calls', text: TAKE },
      values: [key, ...bucketValues(rate), wanted],
    });
    const [row] = rows;
    if (row === undefined) return { granted: 0, waitMs: 0 };
    return { granted: row.granted, waitMs: row.granted > 0 ? 0 : row.wait_ms };
  }

  async block({ key, rate, forMs }: Parameters<RateBudgetStore['block']>[0]): Promise<void> {
    await this.#pool.query({ name: 'block-calls', text: BLOCK, values: [key, ...bucketValues(rate), forMs] });
  }

  async slow({ key, rate }: Parameters<RateBudgetStore['slow']>[0]): Promise<void> {
    await this.#pool.query({ name: 'slow-calls', text: SLOW, values: [key, ...bucketValues(rate)] });
  }
}

function bucketValues(rate: CallRate): readonly [number, number] {
  const { capacity, refillPerSecond } = bucketOf(rate);
  return [capacity, refillPerSecond];
}
