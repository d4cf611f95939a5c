import {
  addFigures,
  checkMetricQuery,
  DAY_MS,
  floorTo,
  HOUR_MS,
  MINUTE_MS,
  type BreakdownQuery,
  type MetricPoint,
  type MetricQuery,
  type MetricStore,
  type MetricSubject,
  type RollUpOutcome,
  type RunStatus,
  type SubjectDay,
  type SubjectFigures,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import { factOfCalls, factOfRun, MemoryMetricReader, type Fact } from './metric-reader.ts';
import type { VersionNames } from './run-row.ts';
import type { RunTable } from './run-table.ts';

interface MetricPlaces {
  readonly namesOf: (versionId: string) => VersionNames | undefined;
  readonly hasWorkflow: (workflowId: string) => boolean;
}

/** Figures in memory: all of them are what the table of runs says, and what it was told of calls. */
export class MemoryMetricStore extends MemoryMetricReader implements MetricStore {
  readonly #table: RunTable;
  readonly #places: MetricPlaces;
  readonly #senders = new Map<string, number>();
  #calls: readonly Fact[] = [];
  #lookedMs = -Infinity;

  constructor(table: RunTable, places: MetricPlaces) {
    super();
    this.#table = table;
    this.#places = places;
  }

  rollUp(): Promise<RollUpOutcome> {
    return atOnce(() => {
      const nowMs = this.#table.clock.nowMs();
      this.replaceRuns([...this.#table.rows.values()].flatMap((row) => this.#factOf(row, nowMs)));
      const minuteMs = floorTo(nowMs, MINUTE_MS);
      if (minuteMs !== this.#lookedMs) this.noteLook(minuteMs, this.#queues(nowMs));
      this.#lookedMs = minuteMs;
      return 'done';
    });
  }

  addCalls({ sender, sequence, counts }: Parameters<MetricStore['addCalls']>[0]): Promise<void> {
    return atOnce(() => {
      if ((this.#senders.get(sender) ?? -Infinity) >= sequence) return;
      this.#senders.set(sender, sequence);
      const facts = counts.map(factOfCalls);
      this.#calls = [...this.#calls, ...facts];
      this.put(facts);
    });
  }

  override query(query: MetricQuery): Promise<readonly MetricPoint[]> {
    checkMetricQuery(query);
    return super.query(query);
  }

  override total(query: Omit<MetricQuery, 'stepMs'>): Promise<MetricPoint> {
    checkMetricQuery({ ...query, stepMs: Math.max(MINUTE_MS, floorTo(query.untilMs - query.fromMs, MINUTE_MS)) });
    return super.total({ ...query, fromMs: floorTo(query.fromMs, MINUTE_MS) });
  }

  breakDown(query: Parameters<MetricStore['breakDown']>[0]): Promise<readonly SubjectFigures[]> {
    return atOnce(() => {
      const groups = new Map<string, { readonly subject: MetricSubject; readonly buckets: SubjectDay[] }>();
      for (const bucket of this.#listBuckets(query, query.isByDay === true ? DAY_MS : HOUR_MS)) {
        const { atMs: _at, figures: _figures, ...subject } = bucket;
        const key = JSON.stringify(subject);
        const group = groups.get(key) ?? { subject, buckets: [] };
        group.buckets.push(bucket);
        groups.set(key, group);
      }
      return [...groups.values()]
        .map(({ subject, buckets }) => ({
          ...{ ...subject, figures: addFigures(buckets.map(({ figures }) => figures)) },
          parts: buckets.map(({ atMs, figures: { total, failed } }) => ({ atMs, total, failed })),
        }))
        .sort((a, b) => b.figures.failed - a.figures.failed || b.figures.total - a.figures.total)
        .slice(0, query.limit);
    });
  }

  listDays(query: Parameters<MetricStore['listDays']>[0]): Promise<readonly SubjectDay[]> {
    return atOnce(() => this.#listBuckets(query, DAY_MS));
  }

  /** In the order of time. */
  #listBuckets({ workspaceId, by, kind, workflowId, fromMs, untilMs }: BreakdownQuery, stepMs: number): SubjectDay[] {
    const found = new Map<string, { readonly subject: Omit<SubjectDay, 'figures'>; readonly facts: Fact[] }>();
    for (const fact of this.facts) {
      const { scope, atMs } = fact;
      const isAsked = fact.kind === kind && scope.workspaceId === workspaceId;
      if (!isAsked || (workflowId ?? scope.workflowId) !== scope.workflowId) continue;
      if (atMs < floorTo(fromMs, stepMs) || atMs >= untilMs) continue;
      const subject = subjectOf({ ...fact, atMs: floorTo(atMs, stepMs) }, by, workflowId);
      if (subject === undefined || !this.#isThere(subject, by)) continue;
      const key = JSON.stringify(subject);
      const one = found.get(key) ?? { subject, facts: [] };
      one.facts.push(fact);
      found.set(key, one);
    }
    return [...found.values()]
      .map(({ subject, facts }) => ({ ...subject, figures: addFigures(facts.map(({ figures }) => figures)) }))
      .sort((a, b) => a.atMs - b.atMs);
  }

  #isThere({ workflowId = '' }: MetricSubject, by: BreakdownQuery['by']): boolean {
    return by !== 'workflow' || this.#places.hasWorkflow(workflowId);
  }

  #factOf({ run, end, startedAtMs }: RunRowOf, nowMs: number): readonly Fact[] {
    // What ends in the future is counted when that time comes.
    if (end === undefined || run.isTest === true || end.endedAtMs >= floorTo(nowMs, MINUTE_MS) + MINUTE_MS) return [];
    const { versionNumber } = this.#places.namesOf(run.versionId) ?? {};
    return [
      factOfRun({
        ...{ workspaceId: run.workspaceId, workflowId: run.workflowId },
        ...(versionNumber === undefined ? {} : { versionNumber }),
        outcome: outcomeOf(end.status, end.error),
        ...{ acceptedAtMs: run.acceptedAtMs, startedAtMs: startedAtMs ?? run.acceptedAtMs, endedAtMs: end.endedAtMs },
      }),
    ];
  }

  #queues(nowMs: number) {
    const queued = [...this.#table.rows.values()].filter(
      ({ status, run }) => status === 'queued' && run.isTest !== true,
    );
    const byWorkflow = new Map<string, typeof queued>();
    for (const row of queued) byWorkflow.set(row.run.workflowId, [...(byWorkflow.get(row.run.workflowId) ?? []), row]);
    return [...byWorkflow].map(([workflowId, rows]) => ({
      ...{ workflowId, workspaceId: rows[0]?.run.workspaceId ?? '', depth: rows.length },
      oldestMs: Math.max(...rows.map(({ run }) => nowMs - run.acceptedAtMs)),
    }));
  }
}
type RunRowOf = RunTable['rows'] extends Map<string, infer Row> ? Row : never;

function outcomeOf(status: RunStatus, error: string | undefined): 'succeeded' | 'failed' | 'cancelled' {
  if (status === 'succeeded') return 'succeeded';
  const isFailure = status === 'failed' || status === 'timed_out' || (status === 'compensated' && error !== undefined);
  return isFailure ? 'failed' : 'cancelled';
}

function subjectOf(
  { scope, atMs }: Fact,
  by: BreakdownQuery['by'],
  workflowId: string | undefined,
): Omit<SubjectDay, 'figures'> | undefined {
  const at = { atMs };
  const { connector, connection, versionNumber } = scope;
  const whose = workflowId === undefined ? {} : { workflowId };
  if (by === 'workflow') return scope.workflowId === undefined ? undefined : { ...at, workflowId: scope.workflowId };
  if (by === 'version') return versionNumber === undefined ? undefined : { ...at, ...whose, versionNumber };
  if (connector === undefined) return undefined;
  if (by === 'connector') return { ...at, ...whose, connector };
  return connection === undefined ? undefined : { ...at, ...whose, connector, connection };
}
