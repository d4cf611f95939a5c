import type { RunSignal } from '@millrace/runtime';
import type pg from 'pg';
import { readSignals, type HeardSignal } from './sql/cancel-run.ts';

/**
 * Tells of each signal once, and removes it only when it was heard: at the next look, or before the run sleeps. One whose
 * answer was lost on its way is told again.
 */
export class SignalReader {
  readonly #pool: pg.Pool;
  /** Told, and not removed yet. */
  readonly #told = new Map<string, Set<string>>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async read(runIds: readonly string[]): Promise<readonly RunSignal[]> {
    const heard = [...this.#told].flatMap(([runId, sources]) => [...sources].map((source) => ({ runId, source })));
    const rows = await readSignals(this.#pool, runIds, heard);
    const signals = rows.flatMap(({ runId, cancel, sources }) => {
      const hasAnswer = sources.some((source) => this.#told.get(runId)?.has(source) !== true);
      if (cancel === null && !hasAnswer) return [];
      return [{ runId, ...(cancel === null ? {} : { cancel }), ...(hasAnswer ? { hasAnswer } : {}) }];
    });
    for (const { runId, sources } of rows) for (const source of sources) this.#note({ runId, source });
    for (const signal of heard) this.#forget(signal);
    return signals;
  }

  /** Before a run sleeps: it must not be woken by what it has heard. No question for a run that has heard nothing. */
  async settle(runId: string): Promise<void> {
    const heard = [...(this.#told.get(runId) ?? [])].map((source) => ({ runId, source }));
    if (heard.length === 0) return;
    await readSignals(this.#pool, [], heard);
    for (const signal of heard) this.#forget(signal);
  }

  #note({ runId, source }: HeardSignal): void {
    const sources = this.#told.get(runId) ?? new Set<string>();
    sources.add(source);
    this.#told.set(runId, sources);
  }

  #forget({ runId, source }: HeardSignal): void {
    const sources = this.#told.get(runId);
    sources?.delete(source);
    if (sources?.size === 0) this.#told.delete(runId);
  }
}
