import { Button } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LazyJsonField } from '../../../../components/schema-form/lazy-json-field.tsx';
import type { MissingValue } from '../../model/testing/missing-values.ts';
import styles from './step-test.module.css';
import { TESTING_WORDS } from './words.ts';

interface Props {
  readonly missing: readonly MissingValue[];
  readonly onGive: (values: Readonly<Record<string, JsonValue>>) => void;
}

/** Asks by name for what a step reads and the chosen data does not have. */
export function MissingValues({ missing, onGive }: Props): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const [given, give] = useState<Readonly<Record<string, JsonValue>>>({});
  const isComplete = missing.every(({ name }) => given[name] !== undefined);
  return (
    <section className={styles.missing} aria-label={t('step.missing')}>
      <p role="alert">
        <strong>{t('step.missing')}</strong>
      </p>
      <p className={styles.help}>{t('step.missingText')}</p>
      {missing.map(({ name, message }) => {
        const label = name === 'states' ? t('step.missingInput') : t('step.missingValue', { name });
        return (
          <div key={name}>
            <span className={styles.label}>{label}</span>
            <LazyJsonField
              label={label}
              value={given[name]}
              onChange={(value) =>
                give(({ [name]: _, ...others }) => (value === undefined ? others : { ...others, [name]: value }))
              }
            />
            <span className={styles.help}>{message}</span>
          </div>
        );
      })}
      <div className={styles.actions}>
        <Button size="xs" disabled={!isComplete} onClick={() => onGive(given)}>
          {t('step.goOn')}
        </Button>
      </div>
    </section>
  );
}
