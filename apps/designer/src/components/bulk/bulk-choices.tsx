import { Checkbox, Input, NumberInput, SegmentedControl } from '@mantine/core';
import { type ReactElement, useId } from 'react';
import type { BulkVerb } from '../../lib/contract.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import styles from './bulk.module.css';

const MAX_RATE = 100;

/** How an action is to be done. */
export interface BulkChoice {
  readonly version: 'same' | 'latest';
  /** As it is typed: a text as long as it is no number. */
  readonly ratePerSecond: number | string;
  /** Of `cancel`. */
  readonly compensate: boolean;
}
export const USUAL_CHOICE: BulkChoice = { version: 'same', ratePerSecond: 10, compensate: false };

interface Props {
  readonly action: BulkVerb;
  readonly choice: BulkChoice;
  readonly onChange: (choice: BulkChoice) => void;
}

/** The version and the rate; of a cancel, whether what was done is undone. */
export function BulkChoices({ action, choice, onChange }: Props): ReactElement {
  const { t } = useTranslation('bulk');
  return (
    <div className={styles.choices}>
      {action === 'cancel' ? (
        <Checkbox
          label={t('dialog.compensate')}
          checked={choice.compensate}
          onChange={({ currentTarget }) => onChange({ ...choice, compensate: currentTarget.checked })}
        />
      ) : (
        <VersionChoice value={choice.version} onChange={(version) => onChange({ ...choice, version })} />
      )}
      <NumberInput
        label={t('dialog.rate')}
        value={choice.ratePerSecond}
        onChange={(ratePerSecond) => onChange({ ...choice, ratePerSecond })}
        min={1}
        max={MAX_RATE}
        clampBehavior="strict"
        allowDecimal={false}
        w={120}
      />
    </div>
  );
}

interface VersionChoiceProps {
  readonly value: 'same' | 'latest';
  readonly onChange: (value: 'same' | 'latest') => void;
}

function VersionChoice({ value, onChange }: VersionChoiceProps): ReactElement {
  const { t } = useTranslation('bulk');
  const labelId = useId();
  return (
    <div>
      <Input.Label id={labelId} component="span">
        {t('dialog.version')}
      </Input.Label>
      <SegmentedControl
        aria-labelledby={labelId}
        display="flex"
        value={value}
        onChange={(next) => onChange(next === 'latest' ? 'latest' : 'same')}
        data={[
          { value: 'same', label: t('dialog.versionSame') },
          { value: 'latest', label: t('dialog.versionLive') },
        ]}
      />
    </div>
  );
}
