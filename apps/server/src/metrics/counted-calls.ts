import type { ConnectorCaller, RunMeter } from '@millrace/runtime';
import type { Metrics } from './metrics.ts';

/** A caller whose calls are counted and timed. */
export function countedCalls(caller: ConnectorCaller, metrics: Pick<Metrics, 'countCall'>): ConnectorCaller {
  return {
    call: async (call) => {
      const startedAt = performance.now();
      const count = (outcome: string): void =>
        metrics.countCall({ connector: call.connector, outcome, seconds: (performance.now() - startedAt) / 1000 });
      try {
        const outcome = await caller.call(call);
        count(outcome.kind);
        return outcome;
      } catch (cause) {
        count('dropped');
        throw cause;
      }
    },
    findAction: (address) => caller.findAction(address),
  };
}

/** What the run path tells of itself, as figures. */
export function meterOf(metrics: Pick<Metrics, 'countBegin' | 'countClaims'>): RunMeter {
  return {
    begun: (waitedMs) => metrics.countBegin(waitedMs / 1000),
    claimed: (runs) => metrics.countClaims(runs),
  };
}
