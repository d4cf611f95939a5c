import { useQuery } from '@tanstack/react-query';
import type { AlertRule, MetricName } from '../lib/contract.ts';
import { alertRulesQuery } from '../lib/queries/alerts.ts';
import type { MetricScope } from '../lib/queries/metrics.ts';

/** From where on an alert fires for a figure: the lowest limit of the rules of exactly this metric and scope. */
export function thresholdOf(
  rules: readonly Pick<AlertRule, 'condition' | 'workflow' | 'state'>[],
  metric: MetricName,
  scope: MetricScope,
): number | undefined {
  const { workflow, version, connector, connection } = scope;
  // No rule is narrowed to these.
  if ([version, connector, connection].some((name) => name !== undefined)) return undefined;
  const limits = rules.flatMap(({ condition, workflow: of, state }) =>
    condition.kind === 'above' && condition.metric === metric && of?.name === workflow && state !== 'off'
      ? [condition.threshold]
      : [],
  );
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** The same of the rules that there are now. */
export function useThreshold(metric: MetricName, scope: MetricScope = {}): number | undefined {
  const { data = [] } = useQuery({ ...alertRulesQuery(), refetchInterval: 60_000 });
  return thresholdOf(data, metric, scope);
}
