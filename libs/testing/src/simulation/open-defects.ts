import type { RunStore } from '@millrace/runtime';
import type { RunTable } from '../memory/run-table.ts';

/** Signals are told until a run is claimed: as the port says, and as the stores do not do yet. */
export function tellingUntilClaimed(runs: RunStore, table: Pick<RunTable, 'signal'>): RunStore {
  return new Proxy(runs, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (key !== 'findSignals') return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      return async (runIds: readonly string[]) => {
        const signals = await target.findSignals(runIds);
        for (const { runId, hasAnswer } of signals) if (hasAnswer === true) table.signal(runId);
        return signals;
      };
    },
  });
}
