import type { Stores } from '@millrace/persistence';
import { CallMeter, MetricKeeper, type Clock, type EndedCall } from '@millrace/runtime';
import type { ExecutionParts } from './execution-platform.ts';

/** Who counts the calls of this process, and who keeps that and rolls up what all processes do. */
export function openMetrics(
  { log, metrics }: Pick<ExecutionParts, 'log' | 'metrics'>,
  { stores, clock, workerId }: { readonly stores: Stores; readonly clock: Clock; readonly workerId: string },
): { readonly measureCall: (call: EndedCall) => void; readonly metricKeeper: MetricKeeper } {
  const meter = new CallMeter();
  const metricKeeper = new MetricKeeper({
    ...{ store: stores.metrics, meter, clock, workerId },
    report: (error) => {
      metrics.countError('system', 'store.unavailable');
      log.error({ error }, 'Figures could not be kept; they are with the next turn');
    },
  });
  return { measureCall: (call) => meter.note(call), metricKeeper };
}
