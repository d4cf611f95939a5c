import { Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { LazyJsonField } from '../../../../components/schema-form/lazy-json-field.tsx';
import { type GivenValues, idOf, type MissingValue } from '../../model/testing/missing-values.ts';
import styles from './step-test.module.css';
import { TESTING_WORDS } from './words.ts';

interface Props {
  readonly missing: readonly MissingValue[];
  readonly onGive: (values: GivenValues) => void;
}

/** Asks by name for what a step reads and the chosen data does not have. */
export function MissingValues({ missing, onGive }: Props): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const [given, give] = useState<GivenValues>({});
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const isComplete = missing.every((value) => given[idOf(value)] !== undefined && !broken.has(idOf(value)));
  return (
    <section className={styles.missing} aria-label={t('step.missing')}>
      <p role="alert">
        <strong>{t('step.missing')}</strong>
      </p>
      <p className={styles.help}>{t('step.missingText')}</p>
      {missing.map((wanted, index) => {
        const id = idOf(wanted);
        const label = t(`step.missingOf.${wanted.kind}`, { name: wanted.name });
        return (
          <div key={id} className={styles.asked}>
            <span className={styles.label}>{label}</span>
            <LazyJsonField
              label={label}
              value={given[id]}
              hasFocus={index === 0}
              onBroken={(isBroken) => setBroken((others) => withMember(others, id, isBroken))}
              onChange={(value) =>
                give(({ [id]: _, ...others }) => (value === undefined ? others : { ...others, [id]: value }))
              }
            />
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

function withMember(set: ReadonlySet<string>, member: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (isIn) next.add(member);
  else next.delete(member);
  return next;
}
