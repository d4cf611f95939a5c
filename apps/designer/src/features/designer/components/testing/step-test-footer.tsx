import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import type { useStepTest } from '../../hooks/testing/use-step-test.ts';
import styles from './step-test.module.css';
import { TESTING_WORDS } from './words.ts';

interface Props {
  readonly tested: ReturnType<typeof useStepTest>;
  /** The service that the step changes something in, when it does. */
  readonly service: string | undefined;
  /** Absent where nothing can stand in for the step. */
  readonly onMock: (() => void) | undefined;
}

/** Testing the open step, from whatever tab is open. A step that changes something elsewhere says so before. */
export function StepTestFooter({ tested, service, onMock }: Props): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { isRunning, isStarting, stop } = useTestingContext();
  if (isRunning)
    return (
      <footer className={styles.footer}>
        <Button variant="default" onClick={stop}>
          {t('stop')}
        </Button>
      </footer>
    );
  return (
    <footer className={styles.footer}>
      <Button
        variant="default"
        aria-busy={isStarting}
        leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
        aria-keyshortcuts="Shift+Enter"
        onClick={() => tested.test()}
      >
        {service === undefined ? t('step.test') : t('step.testWrites', { service })}
      </Button>
      <Button variant="subtle" aria-keyshortcuts="Alt+Enter" onClick={tested.runToHere}>
        {t('step.until')}
      </Button>
      {onMock !== undefined && (
        <Button variant="subtle" onClick={onMock}>
          {t('step.mockInstead')}
        </Button>
      )}
    </footer>
  );
}
