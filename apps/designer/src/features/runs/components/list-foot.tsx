import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { Time } from '../../../components/time.tsx';
import type { RunPage } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../runs.module.css';

interface Props {
  readonly pages: readonly RunPage[];
  /** Of a page that is full. */
  readonly limit: number;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly onLoad: () => void;
}

/** What comes after the rows: more of them, or how far a search came. */
export function ListFoot({ pages, limit, hasMore, isLoading, onLoad }: Props): ReactElement | null {
  const { t } = useTranslation('runs');
  const last = pages.at(-1);
  if (last === undefined || (!hasMore && last.scan === undefined)) return null;
  const isCutShort = last.scan !== undefined && last.items.length < limit;
  return (
    <div className={styles.foot}>
      {last.scan !== undefined && <Scan pages={pages} scan={last.scan} />}
      {hasMore && (
        <Button variant="default" size="xs" loading={isLoading} onClick={onLoad}>
          {isCutShort ? t('scan.goOn') : t('more', { ns: 'common' })}
        </Button>
      )}
    </div>
  );
}

interface ScanProps {
  readonly pages: readonly RunPage[];
  readonly scan: NonNullable<RunPage['scan']>;
}

function Scan({ pages, scan: { isComplete, reachedAt } }: ScanProps): ReactElement {
  const { t } = useTranslation('runs');
  const scanned = pages.reduce((sum, page) => sum + (page.scan?.scanned ?? 0), 0);
  const words = { count: scanned, shown: formatCount(scanned) };
  if (isComplete || reachedAt === undefined) return <span role="status">{t('scan.all', words)}</span>;
  return (
    <span role="status">
      {t('scan.some', words)} <Time at={reachedAt} />
    </span>
  );
}
