import type { ReactElement } from 'react';
import { NumberField } from '../../../components/number-field.tsx';
import type { AlertCondition } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { fromTyped, toTyped, unitOf } from '../model/figures.ts';
import styles from '../alerts.module.css';

interface Props {
  readonly condition: AlertCondition;
  readonly onChange: (condition: AlertCondition) => void;
}

/** The numbers of a condition. */
export function ConditionFields({ condition, onChange }: Props): ReactElement {
  const { t } = useTranslation('alerts');
  if (condition.kind === 'connection') {
    const { withinDays } = condition;
    return (
      <Whole
        label={t('form.withinDays')}
        value={withinDays}
        most={90}
        onChange={(days) => onChange({ ...condition, withinDays: days })}
      />
    );
  }
  if (condition.kind === 'dead_letters') {
    const { threshold } = condition;
    return (
      <Whole
        label={t('form.moreThan')}
        value={threshold}
        least={0}
        most={1_000_000}
        onChange={(count) => onChange({ ...condition, threshold: count })}
      />
    );
  }
  const { windowMinutes } = condition;
  const setWindow = (minutes: number): void => onChange({ ...condition, windowMinutes: minutes });
  if (condition.kind !== 'above') {
    const isSchedule = condition.kind === 'silent' && condition.source === 'schedule';
    return (
      <Whole
        label={t(isSchedule ? 'form.late' : 'form.silence')}
        value={windowMinutes}
        most={condition.kind === 'silent' ? 10_080 : 43_200}
        onChange={setWindow}
      />
    );
  }
  const { metric, threshold, minCount } = condition;
  const unit = unitOf(metric);
  return (
    <div className={styles.numbers}>
      <NumberField
        label={t(`form.threshold.${unit}`)}
        value={toTyped(metric, threshold)}
        min={0}
        {...(unit === 'percent' ? { max: 100, suffix: ' %' } : {})}
        onChange={(typed) => {
          if (typed !== undefined) onChange({ ...condition, threshold: fromTyped(metric, typed) });
        }}
      />
      <Whole label={t('form.window')} value={windowMinutes} most={1440} onChange={setWindow} />
      <Whole
        label={t('form.minCount')}
        value={minCount}
        most={1_000_000}
        onChange={(count) => onChange({ ...condition, minCount: count })}
      />
    </div>
  );
}

interface WholeProps {
  readonly label: string;
  readonly value: number;
  /** Default: 1. */
  readonly least?: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

function Whole({ label, value, least = 1, most, onChange }: WholeProps): ReactElement {
  return (
    <NumberField
      label={label}
      value={value}
      min={least}
      max={most}
      allowDecimal={false}
      onChange={(typed) => {
        if (typed !== undefined && typed >= least) onChange(typed);
      }}
    />
  );
}
