import type { HealthItem } from '../../lib/contract.ts';
import { formatCount } from '../../lib/format.ts';
import { formatMetric } from '../metric-chart/metric-value.ts';

type Finding = HealthItem['findings'][number];
type Words = Readonly<Record<string, string>>;

/** The words for a reason, by key and parts: what was measured. */
export function reasonOf(item: HealthItem, { reason }: Finding): { readonly key: string; readonly parts: Words } {
  switch (reason.kind) {
    case 'broken':
      return { key: 'broken', parts: {} };
    case 'failing': {
      const parts = { failed: formatCount(reason.failed), total: formatCount(reason.total) };
      return { key: item.workflow === undefined ? 'failingCalls' : 'failingRuns', parts };
    }
    case 'limited': {
      const percent = ((reason.limited / reason.total) * 100).toFixed(1);
      return { key: 'limited', parts: { percent, total: formatCount(reason.total) } };
    }
    case 'trend': {
      const { metric, perDay, limit, crossesAt } = reason;
      const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(Date.parse(crossesAt));
      return { key: metric, parts: { perDay: formatMetric(metric, perDay), limit: formatMetric(metric, limit), date } };
    }
  }
}

/** Where the step that makes it stable is taken. */
export type HealthPlace =
  | { readonly kind: 'connection'; readonly connection: string }
  | { readonly kind: 'design'; readonly name: string; readonly step?: string; readonly run?: string }
  | { readonly kind: 'error'; readonly fingerprint: string }
  | { readonly kind: 'runs'; readonly workflow?: string };

export function placeOf({ workflow, connection, error }: HealthItem, { step }: Finding): HealthPlace {
  if (workflow === undefined) return connection === undefined ? { kind: 'runs' } : { kind: 'connection', connection };
  if (step === 'add_retry' || step === 'limit_rate') {
    const { step: at, sampleRunId: run } = error ?? {};
    return {
      ...{ kind: 'design', name: workflow },
      ...(at === undefined ? {} : { step: at }),
      ...(run === undefined ? {} : { run }),
    };
  }
  if (error !== undefined && step !== 'add_workers' && step !== 'find_slow_step')
    return { kind: 'error', fingerprint: error.fingerprint };
  return { kind: 'runs', workflow };
}
