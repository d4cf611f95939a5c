import {
  addFigures,
  histogramOf,
  kindOf,
  NO_FIGURES,
  pointOf,
  type CallCounts,
  type FigureKind,
  type Figures,
  type MetricPoint,
  type MetricQuery,
  type MetricReader,
  type MetricScope,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';

export interface MeasuredRun {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly versionNumber?: number;
  /** Cancelled runs count as runs, and neither as successes nor as failures. */
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly acceptedAtMs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}
export interface MeasuredCall {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly connector: string;
  readonly connection?: string;
  readonly isFailure: boolean;
  readonly durationMs: number;
  readonly atMs: number;
}
/** What stands in the queue of a workflow at one moment. */
export interface MeasuredQueue {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly depth: number;
  readonly oldestMs: number;
  readonly atMs: number;
}
/** One thing that was measured. */
export interface Fact {
  readonly kind: FigureKind;
  readonly scope: MetricScope;
  readonly atMs: number;
  readonly figures: Figures;
}

/** Figures in memory: told of every run, call and sample, it keeps them all and rolls nothing up. */
export class MemoryMetricReader implements MetricReader {
  #facts: Fact[] = [];
  readonly #looksMs: number[] = [];

  noteRun(run: MeasuredRun): void {
    this.put([factOfRun(run)]);
  }

  noteCall(call: MeasuredCall): void {
    const { isFailure, durationMs, ...rest } = call;
    const counts = { total: 1, succeeded: Number(!isFailure), failed: Number(isFailure), limited: 0 };
    this.put([factOfCalls({ ...rest, ...counts, durations: histogramOf([durationMs]) })]);
  }

  /** Somebody looks now, and finds these in the queue. */
  noteLook(atMs: number, queues: readonly Omit<MeasuredQueue, 'atMs'>[] = []): void {
    this.#looksMs.push(atMs);
    this.put(
      queues.map(({ depth, oldestMs, ...scope }) => {
        return { kind: 'queue', scope, atMs, figures: { ...NO_FIGURES, total: 1, depthSum: depth, oldestMs } };
      }),
    );
  }

  protected get facts(): readonly Fact[] {
    return this.#facts;
  }

  protected put(facts: readonly Fact[]): void {
    this.#facts.push(...facts);
  }

  /** What is known of runs from now on. */
  protected replaceRuns(facts: readonly Fact[]): void {
    this.#facts = [...this.#facts.filter(({ kind }) => kind !== 'run'), ...facts];
  }

  query({ metric, scope, fromMs, untilMs, stepMs }: MetricQuery): Promise<readonly MetricPoint[]> {
    return atOnce(() => {
      const points: MetricPoint[] = [];
      for (let atMs = Math.floor(fromMs / stepMs) * stepMs; atMs < untilMs; atMs += stepMs) {
        points.push(this.#pointOf(metric, scope, { atMs, endMs: Math.min(atMs + stepMs, untilMs) }));
      }
      return points;
    });
  }

  total({ metric, scope, fromMs, untilMs }: Omit<MetricQuery, 'stepMs'>): Promise<MetricPoint> {
    return atOnce(() => this.#pointOf(metric, scope, { atMs: fromMs, endMs: untilMs }));
  }

  lastSuccess(scope: { readonly workspaceId: string; readonly workflowId: string }): Promise<number | undefined> {
    return atOnce(() => {
      const ends = this.#facts
        .filter((fact) => fact.kind === 'run' && fact.figures.succeeded > 0 && isWithin(fact.scope, scope))
        .map(({ atMs }) => atMs);
      return ends.length === 0 ? undefined : Math.max(...ends);
    });
  }

  #pointOf(
    metric: MetricQuery['metric'],
    scope: MetricScope,
    { atMs, endMs }: { readonly atMs: number; readonly endMs: number },
  ): MetricPoint {
    const isInside = (ms: number): boolean => ms >= atMs && ms < endMs;
    const kind = kindOf(metric);
    const facts = this.#facts.filter(
      (fact) => fact.kind === kind && isInside(fact.atMs) && isWithin(fact.scope, scope),
    );
    const figures = addFigures(facts.map((fact) => fact.figures));
    return pointOf(metric, { atMs, figures, samples: this.#looksMs.filter(isInside).length });
  }
}

function isWithin(fact: MetricScope, scope: MetricScope): boolean {
  return (
    fact.workspaceId === scope.workspaceId &&
    (scope.workflowId ?? fact.workflowId) === fact.workflowId &&
    (scope.versionNumber ?? fact.versionNumber) === fact.versionNumber &&
    (scope.connector ?? fact.connector) === fact.connector &&
    (scope.connection ?? fact.connection) === fact.connection
  );
}

export function factOfRun({ acceptedAtMs, startedAtMs, endedAtMs, outcome, ...scope }: MeasuredRun): Fact {
  const counts = { succeeded: Number(outcome === 'succeeded'), failed: Number(outcome === 'failed') };
  const durations = histogramOf(outcome === 'cancelled' ? [] : [Math.max(0, endedAtMs - startedAtMs)]);
  const waits = histogramOf([Math.max(0, startedAtMs - acceptedAtMs)]);
  const figures = { ...NO_FIGURES, ...counts, total: 1, durations, waits };
  return { kind: 'run', scope, atMs: endedAtMs, figures };
}

export function factOfCalls({ atMs, total, succeeded, failed, limited, durations, ...scope }: CallCounts): Fact {
  return { kind: 'call', scope, atMs, figures: { ...NO_FIGURES, total, succeeded, failed, limited, durations } };
}
