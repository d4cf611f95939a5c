import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import styles from './more-rows.module.css';

interface Props {
  readonly list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
}

/** The foot of a list that has more pages. */
export function MoreRows({ list }: Props): ReactElement | null {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <div className={styles.foot}>
      <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t('more')}
      </Button>
    </div>
  );
}
