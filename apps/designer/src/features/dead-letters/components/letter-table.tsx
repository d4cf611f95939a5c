import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ColumnHeads } from '../../../components/column-heads.tsx';
import table from '../../../components/table.module.css';
import { Time } from '../../../components/time.tsx';
import type { DeadLetter } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { LetterState } from './letter-state.tsx';
import styles from '../dead-letters.module.css';

const COLUMNS = [
  { id: 'state', width: 120 },
  { id: 'message' },
  { id: 'source', width: 120 },
  { id: 'stage', width: 150, isMinor: true },
  { id: 'workflow', width: 160 },
  { id: 'attempts', width: 80, isNumber: true, isMinor: true },
  { id: 'last', width: 110, isNumber: true },
] as const;

/** Dead letters as rows: what was wrong, by which way it came, when. */
export function LetterTable({ letters }: { readonly letters: readonly DeadLetter[] }): ReactElement {
  const { t } = useTranslation('deadLetters');
  return (
    <table role="table" className={`${table.table ?? ''} ${table.stacked ?? ''}`} aria-label={t('list')}>
      <ColumnHeads columns={COLUMNS} wordOf={(id) => t(`column.${id}`)} />
      <tbody role="rowgroup">
        {letters.map((letter) => (
          <LetterRow key={letter.id} letter={letter} />
        ))}
      </tbody>
    </table>
  );
}

function LetterRow({ letter }: { readonly letter: DeadLetter }): ReactElement {
  const { t } = useTranslation('deadLetters');
  const params = { workspace: useWorkspace(), id: letter.id };
  const { state, message, error, source, stage, workflow, attempts, occurrences, lastFailedAt } = letter;
  return (
    <tr role="row">
      <td role="cell">
        <LetterState state={state} />
      </td>
      <td role="cell" data-line>
        <Link className={table.link} to="/w/$workspace/dead-letters/$id" params={params}>
          {message === '' ? error : message}
        </Link>
        <span className={styles.code}>{error}</span>
      </td>
      <td role="cell">{t(`source.${source}`)}</td>
      <td role="cell" data-minor="wide">
        {t(`stage.${stage}`)}
      </td>
      <td role="cell">{workflow?.name ?? '—'}</td>
      <td role="cell" className={table.number} data-minor="wide" title={t('occurrences', { count: occurrences })}>
        {formatCount(attempts)}
      </td>
      <td role="cell" className={table.number}>
        <Time at={lastFailedAt} />
      </td>
    </tr>
  );
}
