import type { AlertCondition } from '../../../lib/contract.ts';
import { formatCount, formatDuration } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { unitOf } from '../model/figures.ts';
import '../words.ts';

const MINUTE_MS = 60_000;

interface ConditionWords {
  /** "Error rate above 5 % over 15 m, from 20 runs". */
  readonly describe: (condition: AlertCondition) => string;
  /** A figure of it: "62 %", "3.2 s", "5 h without one". */
  readonly say: (condition: AlertCondition, value: number) => string;
}

/** Conditions and their figures in words. */
export function useConditionWords(): ConditionWords {
  const { t } = useTranslation('alerts');
  const minutes = (count: number): string => formatDuration(count * MINUTE_MS);
  const say = (condition: AlertCondition, value: number): string => {
    if (condition.kind === 'connection') return t('figure.connections', { count: value });
    if (condition.kind === 'dead_letters') return t('figure.deadLetters', { count: value });
    if (condition.kind !== 'above') return formatDuration(value);
    const unit = unitOf(condition.metric);
    if (unit === 'percent') return `${Number((value * 100).toPrecision(3))} %`;
    return unit === 'seconds' ? formatDuration(value) : formatCount(Number(value.toPrecision(4)));
  };
  const describe = (condition: AlertCondition): string => {
    switch (condition.kind) {
      case 'above': {
        const { metric, threshold, windowMinutes, minCount } = condition;
        const figure = t(`metric.${metric}`);
        const words = { figure, limit: say(condition, threshold), window: minutes(windowMinutes), count: minCount };
        return minCount > 1 ? t('condition.aboveFrom', words) : t('condition.above', words);
      }
      case 'no_success':
        return t('condition.noSuccess', { window: minutes(condition.windowMinutes) });
      case 'silent':
        return t(`condition.silent.${condition.source}`, { window: minutes(condition.windowMinutes) });
      case 'connection':
        return t('condition.connection', { count: condition.withinDays });
      case 'dead_letters':
        return t('condition.deadLetters', { count: condition.threshold });
    }
  };
  return { describe, say };
}
