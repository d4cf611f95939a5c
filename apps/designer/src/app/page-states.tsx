import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import styles from './shell.module.css';

/** A page that could not be shown. */
export function PageError({ error, reset }: ErrorComponentProps): ReactElement {
  const router = useRouter();
  return (
    <div className={styles.alone}>
      <ProblemAlert
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </div>
  );
}

/** A page whose code or data is still on its way. The router has waited before it shows this. */
export function PagePending(): ReactElement {
  return (
    <div className={styles.alone}>
      <Skeleton rows={8} delayMs={0} />
    </div>
  );
}

/** An address that leads nowhere. */
export function PageMissing(): ReactElement {
  const { t } = useTranslation('shell');
  return (
    <div className={styles.alone}>
      <EmptyState
        isPage
        icon={<IconMapOff size={20} />}
        title={t('notFound.title')}
        text={t('notFound.text')}
        action={
          <Button component={Link} to="/">
            {t('notFound.action')}
          </Button>
        }
      />
    </div>
  );
}

/** The same outside of the shell, which has the landmarks. */
export function PageMissingAlone(): ReactElement {
  return (
    <main>
      <PageMissing />
    </main>
  );
}
