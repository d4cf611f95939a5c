import {
  NEW_STANDING,
  RuntimeError,
  shownState,
  standingAfter,
  standingOf,
  type Clock,
  type ErrorGroup,
  type ErrorGroupStore,
  type FailureMark,
  type HourCount,
  type NewRun,
  type Page,
  type RunEnd,
  type VersionCount,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { RunRow, VersionNames } from './run-row.ts';

const HOUR_MS = 3_600_000;

type GroupRow = Omit<ErrorGroup, 'workflowName'> & { readonly sightings: readonly SightingRow[] };
interface SightingRow {
  readonly hourMs: number;
  /** 0: it is gone. */
  readonly versionNumber: number;
}
type ListFilter = Parameters<ErrorGroupStore['list']>[0];

/** Groups of failures in memory; the table of runs tells of each failure. */
export class MemoryErrorGroupStore implements ErrorGroupStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #namesOf: (versionId: string) => VersionNames | undefined;
  readonly #workflowNames = new Map<string, string>();
  readonly #rows = new Map<string, GroupRow>();

  constructor(clock: Pick<Clock, 'nowMs'>, namesOf: (versionId: string) => VersionNames | undefined) {
    this.#clock = clock;
    this.#namesOf = namesOf;
  }

  /** A run has failed. */
  note({ run, end }: RunRow): void {
    if (end?.failure === undefined) return;
    const { workflowName = '' } = this.#namesOf(run.versionId) ?? {};
    this.#workflowNames.set(run.workflowId, workflowName);
    const { endedAtMs } = end;
    const { fingerprint, versionNumber = 0 } = end.failure;
    const known = this.#rows.get(keyOf({ workspaceId: run.workspaceId, fingerprint }));
    const seen = known ?? newGroup(run, end, end.failure);
    const sighting = {
      count: 1,
      nowMs: this.#clock.nowMs(),
      ...(versionNumber > 0 && { newestVersion: versionNumber }),
    };
    const newest = Math.max(seen.newestVersion ?? 0, versionNumber);
    this.#put({
      ...withStanding(seen, known === undefined ? NEW_STANDING : standingAfter(seen, sighting)),
      ...(end.failure.resource === undefined ? {} : { resource: end.failure.resource }),
      ...sampleOf(seen, run, end),
      firstSeenMs: Math.min(seen.firstSeenMs, endedAtMs),
      lastSeenMs: Math.max(seen.lastSeenMs, endedAtMs),
      count: seen.count + 1,
      ...(newest === 0 ? {} : { newestVersion: newest }),
      sightings: [...seen.sightings, { hourMs: Math.floor(endedAtMs / HOUR_MS) * HOUR_MS, versionNumber }],
    });
  }

  list(filter: ListFilter): Promise<Page<ErrorGroup>> {
    return atOnce(() => {
      const { order, cursor, limit } = filter;
      const found = [...this.#rows.values()]
        .map((row) => this.#shown(row))
        .filter((group) => isListed(group, filter))
        .sort((a, b) => comparePlaces(placeOf(b, order), placeOf(a, order)));
      const after = cursor === undefined ? undefined : readCursor(order, cursor);
      const rest = found.filter((group) => after === undefined || comparePlaces(placeOf(group, order), after) < 0);
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      if (last === undefined || rest.length <= limit) return { items };
      return { items, nextCursor: JSON.stringify([order, ...placeOf(last, order)]) };
    });
  }

  find(address: Parameters<ErrorGroupStore['find']>[0]): Promise<ErrorGroup | undefined> {
    return atOnce(() => {
      const row = this.#rows.get(keyOf(address));
      return row && this.#shown(row);
    });
  }

  listHours({
    workspaceId,
    fingerprints,
    fromMs,
  }: Parameters<ErrorGroupStore['listHours']>[0]): Promise<readonly HourCount[]> {
    return atOnce(() =>
      fingerprints
        .flatMap((fingerprint) => {
          const sightings = this.#rows.get(keyOf({ workspaceId, fingerprint }))?.sightings ?? [];
          const byHour = groupBy(
            sightings.filter(({ hourMs }) => hourMs >= fromMs),
            ({ hourMs }) => hourMs,
          );
          return [...byHour].map(([hourMs, seen]) => ({ fingerprint, hourMs, count: seen.length }));
        })
        .sort((a, b) => a.hourMs - b.hourMs || (a.fingerprint < b.fingerprint ? -1 : 1)),
    );
  }

  countVersions(address: Parameters<ErrorGroupStore['countVersions']>[0]): Promise<readonly VersionCount[]> {
    return atOnce(() => {
      const sightings = this.#rows.get(keyOf(address))?.sightings ?? [];
      const byVersion = [...groupBy(sightings, ({ versionNumber }) => versionNumber)];
      return byVersion
        .sort(([a], [b]) => b - a)
        .map(([number, seen]) => {
          const hours = seen.map(({ hourMs }) => hourMs);
          const span = { firstHourMs: Math.min(...hours), lastHourMs: Math.max(...hours) };
          return { ...(number === 0 ? {} : { number }), count: seen.length, ...span };
        });
    });
  }

  change({
    decision,
    assignee,
    by,
    ...address
  }: Parameters<ErrorGroupStore['change']>[0]): Promise<ErrorGroup | undefined> {
    return atOnce(() => {
      const row = this.#rows.get(keyOf(address));
      if (row === undefined) return undefined;
      const decided = decision === undefined ? row : withStanding(row, standingOf(decision));
      const { assignee: before, ...rest } = decided;
      const whose = assignee === undefined ? before : (assignee ?? undefined);
      const changed = { ...rest, changedAtMs: this.#clock.nowMs(), changedBy: by };
      return this.#shown(this.#put(whose === undefined ? changed : { ...changed, assignee: whose }));
    });
  }

  #put(row: GroupRow): GroupRow {
    this.#rows.set(keyOf(row), row);
    return row;
  }

  #shown({ sightings: _, ...row }: GroupRow): ErrorGroup {
    const workflowName = this.#workflowNames.get(row.workflowId) ?? '';
    const state = shownState(row, this.#clock.nowMs());
    if (state === row.state) return { ...row, workflowName };
    const { ignoredUntilMs: __, ignoredFor: ___, ...open } = row;
    return { ...open, state, workflowName };
  }
}

function newGroup(
  { workspaceId, workflowId, id }: NewRun,
  { status, error = status, cause = '', endedAtMs }: RunEnd,
  { fingerprint, statePath, normalisedCause }: FailureMark,
): GroupRow {
  return {
    ...{ workspaceId, workflowId, fingerprint, statePath, normalisedCause, error, ...NEW_STANDING },
    ...{ sampleRunId: id, sampleCause: cause, firstSeenMs: endedAtMs, lastSeenMs: endedAtMs, count: 0, sightings: [] },
  };
}

/** The newest run is the sample. */
function sampleOf(
  { sampleRunId, sampleCause, lastSeenMs }: GroupRow,
  { id }: NewRun,
  { cause = '', endedAtMs }: RunEnd,
) {
  if (endedAtMs < lastSeenMs) return { sampleRunId, sampleCause };
  return { sampleRunId: id, sampleCause: cause.slice(0, 4000) };
}

function withStanding(row: GroupRow, standing: ReturnType<typeof standingOf>): GroupRow {
  const { state: _, resolvedIn: __, ignoredUntilMs: ___, ignoredFor: ____, isRegressed: _____, ...rest } = row;
  return { ...rest, ...standing };
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const keyOf = ({ workspaceId, fingerprint }: { readonly workspaceId: string; readonly fingerprint: string }): string =>
  `${workspaceId} ${fingerprint}`;

function isListed(group: ErrorGroup, { workspaceId, states, workflowName, text, seenFromMs = 0 }: ListFilter): boolean {
  const { statePath, error, normalisedCause, sampleCause } = group;
  const words = [statePath, error, normalisedCause, sampleCause].join(' ').toLowerCase();
  return (
    group.workspaceId === workspaceId &&
    states?.includes(group.state) !== false &&
    (workflowName ?? group.workflowName) === group.workflowName &&
    words.includes((text ?? '').toLowerCase()) &&
    group.lastSeenMs >= seenFromMs
  );
}

type Place = readonly [place: number, fingerprint: string];

const placeOf = ({ lastSeenMs, count, fingerprint }: ErrorGroup, order: ListFilter['order']): Place => [
  order === 'newest' ? lastSeenMs : count,
  fingerprint,
];

const comparePlaces = (a: Place, b: Place): number => a[0] - b[0] || (a[1] < b[1] ? -1 : Number(a[1] > b[1]));

function readCursor(order: ListFilter['order'], cursor: string): Place {
  const [ofOrder, ...place] = cursor.startsWith('[') ? (JSON.parse(cursor) as [string, number, string]) : [''];
  if (ofOrder !== order) throw new RuntimeError('list.cursor_invalid', 'No list of this order gave this out.');
  return place as unknown as Place;
}
