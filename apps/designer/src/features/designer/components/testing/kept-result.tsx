import { Button } from '@mantine/core';
import { IconMask, IconPin } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { Sample } from '../../../../lib/contract.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import styles from './step-test.module.css';
import { TESTING_WORDS } from './words.ts';

interface Props {
  readonly sample: Sample;
  readonly onEdit: (() => void) | undefined;
  readonly onIgnore: () => void;
}

/** What stands in for a step in tests, said where the step is tested: nobody is to take it for a live result. */
export function KeptResult({ sample, onEdit, onIgnore }: Props): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { drop } = useTestingContext();
  const isPin = sample.kind === 'pin';
  return (
    <section className={styles.kept} aria-label={t(isPin ? 'step.pinned' : 'step.mocked')}>
      <p className={styles.keptTitle}>
        {isPin ? <IconPin size={16} aria-hidden="true" /> : <IconMask size={16} aria-hidden="true" />}
        <strong>{t(isPin ? 'step.pinned' : 'step.mocked')}</strong>
      </p>
      <p className={styles.help}>{t(isPin ? 'step.pinnedText' : 'step.mockedText')}</p>
      <div className={styles.actions}>
        <Button size="compact-xs" variant="default" onClick={onIgnore}>
          {t('step.ignore')}
        </Button>
        {!isPin && onEdit !== undefined && (
          <Button size="compact-xs" variant="default" onClick={onEdit}>
            {t('step.edit')}
          </Button>
        )}
        <Button size="compact-xs" variant="subtle" onClick={() => void drop(sample.state)}>
          {t(isPin ? 'step.unpin' : 'step.remove')}
        </Button>
      </div>
    </section>
  );
}
