import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { formatCount } from '../../../lib/format.ts';
import { freshQuery } from '../../../lib/queries/run-search.ts';
import { type HeardRun, HEARD_RUNS } from '../../../lib/run-events.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { acceptedAt, maybeNew, missingFrom, type ReadList } from '../model/new-matches.ts';
import { searchesData } from '../model/query-text.ts';
import styles from '../runs.module.css';

interface Props {
  readonly query: string;
  readonly list: ReadList;
  readonly onShow: () => void;
}

/** Runs that came meanwhile wait behind a bar, so that nothing jumps. */
export function NewRuns({ query, list, onShow }: Props): ReactElement | null {
  const { t } = useTranslation('runs');
  const cache = useQueryClient();
  const { count, isMore } = useNewMatches(query, list);
  if (count === 0) return null;
  const show = (): void => {
    cache.setQueryData(HEARD_RUNS, []);
    onShow();
  };
  return (
    <button type="button" className={styles.fresh} onClick={show}>
      <IconPlus size={14} aria-hidden="true" />
      <span role="status">{isMore ? t('newRunsMore', { shown: formatCount(count) }) : t('newRuns', { count })}</span>
    </button>
  );
}

/** How many match and are not shown. `isMore`: there are more of them than could be counted. */
function useNewMatches(query: string, list: ReadList): { readonly count: number; readonly isMore: boolean } {
  const { data: heard } = useQuery<readonly HeardRun[]>({ queryKey: HEARD_RUNS, enabled: false, initialData: [] });
  const maybe = maybeNew(list, heard);
  const [oldest] = maybe;
  // Whether they match is asked; a search in data would look at all of them anew each time.
  const isAsked = query !== '' && oldest !== undefined && !searchesData(query);
  const { data: found } = useQuery({
    ...freshQuery({ q: query, workflow: list.workflow }, oldest === undefined ? '' : acceptedAt(oldest)),
    enabled: isAsked,
  });
  if (!isAsked) return { count: maybe.length, isMore: false };
  const matches = missingFrom(
    list,
    (found?.items ?? []).map(({ id }) => id),
  );
  return { count: matches.length, isMore: matches.length > 0 && found?.nextCursor !== undefined };
}
