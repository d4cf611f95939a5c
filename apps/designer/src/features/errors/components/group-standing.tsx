import type { ReactElement } from 'react';
import { Time } from '../../../components/time.tsx';
import type { ErrorGroupDetail } from '../../../lib/contract.ts';
import { formatAbsolute } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../error-group.module.css';

/** What people decided, and what became of that, as a sentence. */
export function GroupStanding({ group }: { readonly group: ErrorGroupDetail }): ReactElement | null {
  const standing = useStandingWords(group);
  const { t } = useTranslation('errors');
  const { changedBy, changedAt } = group;
  if (standing === undefined) return null;
  return (
    <p className={styles.standing}>
      {changedBy === undefined || changedAt === undefined ? (
        standing
      ) : (
        <>
          {t('standing.by', { standing, name: changedBy })}
          <Time at={changedAt} />
        </>
      )}
    </p>
  );
}

function useStandingWords(group: ErrorGroupDetail): string | undefined {
  const { t } = useTranslation('errors');
  const { state, resolvedIn: version, ignoredUntil, ignoredFor, isRegressed } = group;
  if (state === 'resolved') return t('standing.resolvedIn', { version });
  if (state === 'open') return isRegressed ? t('standing.regressed', { version }) : undefined;
  if (ignoredFor !== undefined) return t('standing.forCount', { count: ignoredFor });
  if (ignoredUntil === undefined) return t('standing.forEver');
  return t('standing.until', { time: formatAbsolute(Date.parse(ignoredUntil)) });
}
