import { bucketOf } from './histogram.ts';
import type { CallCounts } from './metric-store.ts';
import { floorTo, MINUTE_MS } from './metric-span.ts';

/** One attempt of one call of a connector, in a run that counts. */
export interface EndedCall {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly connector: string;
  readonly connection?: string;
  /** `limited`: refused because there were too many. */
  readonly outcome: 'succeeded' | 'failed' | 'limited';
  readonly durationMs: number;
  readonly atMs: number;
}
/** A minute has few of these; without a store for an hour they must not fill the memory. */
const MAX_ENTRIES = 20_000;

type Entry = Omit<CallCounts, 'total' | 'succeeded' | 'failed' | 'limited' | 'durations'> & {
  total: number;
  failed: number;
  limited: number;
  readonly durations: Map<number, number>;
};

/** Counts calls in the process that makes them, minute by minute, until they are taken away. */
export class CallMeter {
  #entries = new Map<string, Entry>();

  note({ outcome, durationMs, ...call }: EndedCall): void {
    const atMs = floorTo(call.atMs, MINUTE_MS);
    const key = `${atMs} ${call.workflowId} ${call.connector} ${call.connection ?? ''}`;
    const known = this.#entries.get(key);
    if (known === undefined && this.#entries.size >= MAX_ENTRIES) return;
    const entry = known ?? { ...call, atMs, total: 0, failed: 0, limited: 0, durations: new Map<number, number>() };
    if (known === undefined) this.#entries.set(key, entry);
    const bucket = bucketOf(durationMs);
    entry.total += 1;
    entry.failed += Number(outcome !== 'succeeded');
    entry.limited += Number(outcome === 'limited');
    entry.durations.set(bucket, (entry.durations.get(bucket) ?? 0) + 1);
  }

  /** Everything that was counted since the last time. */
  take(): readonly CallCounts[] {
    const entries = [...this.#entries.values()];
    this.#entries = new Map();
    return entries.map((entry) => ({ ...entry, succeeded: entry.total - entry.failed }));
  }
}
