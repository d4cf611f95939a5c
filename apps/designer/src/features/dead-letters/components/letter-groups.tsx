import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import table from '../../../components/table.module.css';
import { Time } from '../../../components/time.tsx';
import type { DeadLetterGroup } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import type { LetterSearch } from '../model/letter-search.ts';
import styles from '../dead-letters.module.css';

const COLUMNS = [
  { id: 'message' },
  { id: 'source', width: 120 },
  { id: 'stage', width: 150 },
  { id: 'workflow', width: 160 },
  { id: 'count', width: 80, isNumber: true },
  { id: 'first', width: 110, isNumber: true },
  { id: 'last', width: 110, isNumber: true },
] as const;

interface Props {
  readonly groups: readonly DeadLetterGroup[];
  readonly search: LetterSearch;
}

/** Dead letters by reason; each leads to its own. */
export function LetterGroups({ groups, search }: Props): ReactElement {
  const { t } = useTranslation('deadLetters');
  const workspace = useWorkspace();
  const { view: _, ...narrowed } = search;
  return (
    <table role="table" className={`${table.table ?? ''} ${table.stacked ?? ''}`} aria-label={t('groups')}>
      <colgroup>
        {COLUMNS.map((column) => (
          <col key={column.id} style={'width' in column ? { width: column.width } : undefined} />
        ))}
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((column) => (
            <th key={column.id} scope="col" className={'isNumber' in column ? table.number : undefined}>
              {t(`column.${column.id}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {groups.map(({ fingerprint, message, error, source, stage, workflow, count, firstFailedAt, lastFailedAt }) => (
          <tr role="row" key={fingerprint}>
            <td role="cell" data-line>
              <Link
                className={table.link}
                to="/w/$workspace/dead-letters"
                params={{ workspace }}
                search={{ ...narrowed, fingerprint }}
              >
                {message === '' ? error : message}
              </Link>
              <span className={styles.code}>{error}</span>
            </td>
            <td role="cell">{t(`source.${source}`)}</td>
            <td role="cell">{t(`stage.${stage}`)}</td>
            <td role="cell">{workflow?.name ?? '—'}</td>
            <td role="cell" className={table.number}>
              {formatCount(count)}
            </td>
            <td role="cell" className={table.number}>
              <Time at={firstFailedAt} />
            </td>
            <td role="cell" className={table.number}>
              <Time at={lastFailedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
