import { Checkbox, Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { QuietHours } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { DAY_SETS, daySetOf, fromClock, toClock, usualQuietHours, type DaySet } from '../model/rule-draft.ts';
import styles from '../alerts.module.css';

interface Props {
  readonly quiet: QuietHours | undefined;
  readonly onChange: (quiet: QuietHours | undefined) => void;
}

/** When nobody wants to be told. */
export function QuietFields({ quiet, onChange }: Props): ReactElement {
  const { t } = useTranslation('alerts');
  return (
    <div className={styles.quiet}>
      <Checkbox
        label={t('form.quiet')}
        description={t('form.quietHelp')}
        checked={quiet !== undefined}
        onChange={({ currentTarget: { checked } }) => onChange(checked ? usualQuietHours() : undefined)}
      />
      {quiet !== undefined && <Hours quiet={quiet} onChange={onChange} />}
    </div>
  );
}

function Hours({
  quiet,
  onChange,
}: {
  readonly quiet: QuietHours;
  readonly onChange: Props['onChange'];
}): ReactElement {
  const { t } = useTranslation('alerts');
  const setMinute = (member: 'fromMinute' | 'untilMinute') => (clock: string) => {
    const minute = fromClock(clock);
    if (minute !== undefined) onChange({ ...quiet, [member]: minute });
  };
  return (
    <div className={styles.numbers}>
      {(['from', 'until'] as const).map((end) => (
        <TextInput
          key={end}
          type="time"
          label={t(end === 'from' ? 'form.quietFrom' : 'form.quietUntil')}
          value={toClock(quiet[`${end}Minute`])}
          onChange={({ currentTarget: { value } }) => setMinute(`${end}Minute`)(value)}
        />
      ))}
      <Select
        label={t('form.quietDays')}
        data={(Object.keys(DAY_SETS) as DaySet[]).map((value) => ({ value, label: t(`day.${value}`) }))}
        value={daySetOf(quiet.days)}
        allowDeselect={false}
        onChange={(chosen) => {
          if (chosen !== null) onChange({ ...quiet, days: [...DAY_SETS[chosen]] });
        }}
      />
      <TextInput
        label={t('form.quietZone')}
        value={quiet.timeZone}
        onChange={({ currentTarget: { value } }) => onChange({ ...quiet, timeZone: value })}
      />
    </div>
  );
}
