import { Button } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { isSame } from '../../lib/json.ts';
import styles from './form.module.css';
import type { Offered } from './use-options.ts';
import { FIELD_WORDS } from './words.ts';

interface Props {
  readonly offered: Offered;
  readonly chosen: readonly JsonValue[];
}

/** Why there is nothing to choose from, and whether what is chosen is still among the choices. */
export function OptionRemarks({ offered, chosen }: Props): ReactElement | null {
  const { t } = useTranslation(FIELD_WORDS);
  const { failure, retry, items, isAnew } = offered;
  if (failure !== undefined)
    return (
      <div className={styles.question} role="alert">
        <span>{t('options.failed', { why: failure })}</span>
        <Button size="compact-xs" variant="default" onClick={retry}>
          {t('options.again')}
        </Button>
      </div>
    );
  const isGone = isAnew && chosen.some((one) => !items.some(({ value }) => isSame(value ?? null, one)));
  return isGone ? <p className={styles.error}>{t('options.gone')}</p> : null;
}
