import {
  standingOf,
  type ErrorGroup,
  type ErrorGroupStore,
  type HourCount,
  type Page,
  type VersionCount,
} from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import {
  cursorOf,
  GROUP_COLUMNS,
  placeOf,
  SHOWN_STATE,
  toErrorGroup,
  type ErrorGroupRow,
  type ListOrder,
} from './error-group-rows.ts';
import { storable } from './storable.ts';

/** What a list is in order of: a number, so that a cursor holds all of it, and what compares with that. */
const ORDERS = {
  newest: {
    column: 'g.last_seen_at',
    place: `(extract(epoch from g.last_seen_at) * 1000000)::bigint::text`,
    value: `timestamptz 'epoch' + ?::bigint * interval '1 microsecond'`,
  },
  frequent: { column: 'g.seen_count', place: 'g.seen_count::text', value: '?::bigint' },
} as const satisfies Record<ListOrder, object>;
const FROM = 'from error_group g join workflow on workflow.id = g.workflow_id';

/** Groups of failures in Postgres; `note-failures.ts` counts in them. */
export class PostgresErrorGroupStore implements ErrorGroupStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async list(filter: Parameters<ErrorGroupStore['list']>[0]): Promise<Page<ErrorGroup>> {
    const { order, limit } = filter;
    const { column, place } = ORDERS[order];
    const { texts, values } = conditionsOf(filter);
    // By `error_group_newest` or `error_group_frequent`.
    const rows = await this.#source.query<ErrorGroupRow[]>(
      `select ${GROUP_COLUMNS}, ${place} as place ${FROM} where ${texts.join(' and ')}
       order by ${column} desc, g.fingerprint desc limit $${values.length + 1}::integer`,
      [...values, limit + 1],
    );
    const items = rows.slice(0, limit).map(toErrorGroup);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return last === undefined ? { items } : { items, nextCursor: cursorOf(order, last) };
  }

  async find({ workspaceId, fingerprint }: Parameters<ErrorGroupStore['find']>[0]): Promise<ErrorGroup | undefined> {
    const [row] = await this.#source.query<ErrorGroupRow[]>(
      `select ${GROUP_COLUMNS} ${FROM} where g.workspace_id = $1::uuid and g.fingerprint = $2::text`,
      [workspaceId, storable(fingerprint)],
    );
    return row && toErrorGroup(row);
  }

  async listHours({
    workspaceId,
    fingerprints,
    fromMs,
  }: Parameters<ErrorGroupStore['listHours']>[0]): Promise<readonly HourCount[]> {
    if (fingerprints.length === 0) return [];
    const rows = await this.#source.query<{ fingerprint: string; hour: Date; seen: number }[]>(
      `select fingerprint, hour, sum(seen_count)::integer as seen from error_group_hour
       where workspace_id = $1::uuid and fingerprint = any ($2::text[]) and hour >= $3::timestamptz
       group by fingerprint, hour order by hour, fingerprint`,
      [workspaceId, [...fingerprints], new Date(fromMs).toISOString()],
    );
    return rows.map(({ fingerprint, hour, seen }) => ({ fingerprint, hourMs: hour.getTime(), count: seen }));
  }

  async countVersions({
    workspaceId,
    fingerprint,
  }: Parameters<ErrorGroupStore['countVersions']>[0]): Promise<readonly VersionCount[]> {
    const rows = await this.#source.query<{ version: number; seen: number; first_hour: Date; last_hour: Date }[]>(
      `select version, sum(seen_count)::integer as seen, min(hour) as first_hour, max(hour) as last_hour from error_group_hour
       where workspace_id = $1::uuid and fingerprint = $2::text group by version order by version desc limit 1000`,
      [workspaceId, storable(fingerprint)],
    );
    return rows.map(({ version, seen, first_hour: firstHour, last_hour: lastHour }) => ({
      ...(version === 0 ? {} : { number: version }),
      ...{ count: seen, firstHourMs: firstHour.getTime(), lastHourMs: lastHour.getTime() },
    }));
  }

  async change({
    decision,
    assignee,
    by,
    ...address
  }: Parameters<ErrorGroupStore['change']>[0]): Promise<ErrorGroup | undefined> {
    const standing = decision && standingOf(decision);
    const sets: string[] = [];
    const values: unknown[] = [address.workspaceId, storable(address.fingerprint), by];
    const set = (column: string, type: string, value: unknown): void => {
      sets.push(`, ${column} = $${values.push(value ?? null)}::${type}`);
    };
    if (assignee !== undefined) set('assignee', 'text', assignee);
    if (standing !== undefined) {
      const { state, resolvedIn, ignoredUntilMs, ignoredFor, isRegressed } = standing;
      set('state', 'text', state);
      set('resolved_in', 'integer', resolvedIn);
      set('ignored_until', 'timestamptz', ignoredUntilMs === undefined ? null : new Date(ignoredUntilMs).toISOString());
      set('ignored_for', 'integer', ignoredFor);
      set('is_regressed', 'boolean', isRegressed);
    }
    // One statement: a failure that is counted at this moment is counted before it or after it.
    await this.#source.query(
      `update error_group set changed_at = clock_timestamp(), changed_by = $3::text ${sets.join('')}
       where workspace_id = $1::uuid and fingerprint = $2::text`,
      values,
    );
    return this.find(address);
  }
}

function conditionsOf({
  workspaceId,
  states,
  workflowName,
  text,
  seenFromMs,
  order,
  cursor,
}: Omit<Parameters<ErrorGroupStore['list']>[0], 'limit'>): { texts: readonly string[]; values: readonly unknown[] } {
  const values: unknown[] = [workspaceId];
  const texts = ['g.workspace_id = $1::uuid'];
  /** Each `?` is the next value. */
  const add = (condition: string, ...given: readonly unknown[]): void => {
    const left = [...given];
    texts.push(condition.replaceAll('?', () => `$${values.push(left.shift())}`));
  };
  if (states !== undefined) add(`${SHOWN_STATE} = any (?::text[])`, [...states]);
  if (workflowName !== undefined) add('workflow.name = ?::text', storable(workflowName));
  if (seenFromMs !== undefined) add('g.last_seen_at >= ?::timestamptz', new Date(seenFromMs).toISOString());
  if (text !== undefined)
    add(
      `position(lower(?::text) in lower(concat_ws(' ', g.state_path, g.error, g.normalised_cause, g.sample_cause))) > 0`,
      storable(text),
    );
  if (cursor !== undefined) {
    const { column, value } = ORDERS[order];
    const { place, fingerprint } = placeOf(order, cursor);
    add(`(${column}, g.fingerprint) < (${value}, ?::text)`, place, fingerprint);
  }
  return { texts, values };
}
