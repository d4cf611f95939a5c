import { Button } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { CopyButton } from '../id.tsx';
import styles from './connection.module.css';

interface Props {
  readonly title: string;
  readonly text: string;
  readonly onAgain?: () => void;
  readonly requestId?: string | undefined;
  readonly children?: ReactNode;
}

/** That nothing is connected, why, and a way on. */
export function SignInAlert({ title, text, onAgain, requestId, children }: Props): ReactElement {
  const { t } = useTranslation('oauth');
  const label = t('problem.requestId', { ns: 'common' });
  return (
    <div className={styles.alert} role="alert">
      <p className={styles.title}>{title}</p>
      <p>{text}</p>
      {children}
      <div className={styles.foot}>
        {onAgain !== undefined && (
          <Button size="xs" variant="default" onClick={onAgain}>
            {t('again')}
          </Button>
        )}
        {requestId !== undefined && (
          <span className={styles.quiet}>
            {label} <code>{requestId}</code>
            <CopyButton text={requestId} label={t('copy', { ns: 'common', what: label.toLowerCase() })} />
          </span>
        )}
      </div>
    </div>
  );
}
