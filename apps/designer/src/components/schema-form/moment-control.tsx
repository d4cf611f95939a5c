import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { ControlProps } from './control-props.ts';
import styles from './form.module.css';
import { type MomentFormat, shownMoment, storedMoment } from './model/moment.ts';
import { TextControl } from './text-control.tsx';
import { FIELD_WORDS } from './words.ts';

const INPUTS: Readonly<Record<MomentFormat, string>> = { 'date-time': 'datetime-local', date: 'date', time: 'time' };

/** A day, a time, or both. Moments are shown in the reader's zone and stored with theirs. */
export function MomentControl(props: ControlProps): ReactElement {
  const { id, spec, value, onChange, isInvalid, describedBy } = props;
  const { t } = useTranslation(FIELD_WORDS);
  const format = spec.schema.format as MomentFormat;
  const shown = shownMoment(typeof value === 'string' ? value : '', format);
  if (shown === undefined) return <TextControl {...props} />;
  return (
    <div className={styles.stack}>
      <TextInput
        id={id}
        type={INPUTS[format]}
        value={shown}
        step={1}
        error={isInvalid}
        aria-describedby={describedBy}
        aria-required={spec.isRequired}
        classNames={{ input: styles.tabular ?? '' }}
        onChange={(event) => onChange(storedMoment(event.currentTarget.value, format))}
      />
      {format !== 'date' && (
        <p className={styles.help}>{t(format === 'time' ? 'moment.utc' : 'moment.zone', { zone: zoneName() })}</p>
      )}
    </div>
  );
}

const zoneName = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
