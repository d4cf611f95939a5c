import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { KeyHint } from '../../../../components/key-hint.tsx';
import { hintOf } from '../../../../keys.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import { TESTING_WORDS } from './words.ts';

/** Runs the draft with the chosen data, or stops the test that runs. */
export function TestButton({ onTest }: { readonly onTest: () => void }): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { isRunning, isStarting, stop } = useTestingContext();
  if (isRunning)
    return (
      <Button variant="default" leftSection={<IconPlayerStop size={16} aria-hidden="true" />} onClick={stop}>
        {t('stop')}
      </Button>
    );
  return (
    <Button
      variant="default"
      aria-busy={isStarting}
      title={t('testHelp')}
      aria-keyshortcuts="Control+Enter Meta+Enter"
      leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
      rightSection={<KeyHint keys={hintOf('run')} />}
      onClick={onTest}
    >
      {t('test')}
    </Button>
  );
}
