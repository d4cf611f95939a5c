import { MAX_BASELINES, type Baseline, type IntegrationTime, type MetricRecords } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

/** Baselines in memory, and whatever times it was told of. */
export class MemoryMetricRecords implements MetricRecords {
  readonly #nowMs: () => number;
  readonly #baselines: Baseline[] = [];
  readonly #times: (IntegrationTime & { readonly workspaceId: string })[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  noteTime(time: IntegrationTime & { readonly workspaceId: string }): void {
    this.#times.push(time);
  }

  addBaseline(baseline: Omit<Baseline, 'createdAtMs'>): Promise<boolean> {
    return atOnce(() => {
      const { workspaceId } = baseline;
      if (this.#baselines.filter((one) => one.workspaceId === workspaceId).length >= MAX_BASELINES) return false;
      this.#baselines.push({ ...baseline, createdAtMs: this.#nowMs() });
      return true;
    });
  }

  listBaselines(workspaceId: string): Promise<readonly Baseline[]> {
    return atOnce(() =>
      this.#baselines.filter((one) => one.workspaceId === workspaceId).sort((a, b) => (a.id < b.id ? 1 : -1)),
    );
  }

  removeBaseline({ workspaceId, id }: Parameters<MetricRecords['removeBaseline']>[0]): Promise<boolean> {
    return atOnce(() => {
      const index = this.#baselines.findIndex((one) => one.id === id && one.workspaceId === workspaceId);
      if (index >= 0) this.#baselines.splice(index, 1);
      return index >= 0;
    });
  }

  listIntegrationTimes(
    range: Parameters<MetricRecords['listIntegrationTimes']>[0],
  ): Promise<readonly IntegrationTime[]> {
    const { workspaceId, fromMs, untilMs } = range;
    return atOnce(() =>
      this.#times
        .filter((one) => one.workspaceId === workspaceId && one.succeededAtMs >= fromMs && one.succeededAtMs < untilMs)
        .sort((a, b) => b.succeededAtMs - a.succeededAtMs)
        .map(({ workspaceId: _, ...time }) => time),
    );
  }
}
