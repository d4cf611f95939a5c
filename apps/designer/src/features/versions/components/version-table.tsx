import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import '../../../components/environments/words.ts';
import tables from '../../../components/table.module.css';
import { Duration, Time } from '../../../components/time.tsx';
import { FiguresWindow } from '../../../components/versions/figures.tsx';
import { formatRate } from '../../../components/versions/format-rate.ts';
import type { ListedVersion, Rollout, VersionStats } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { activeRollout, rolloutQuery } from '../../../lib/queries/rollouts.ts';
import type { VersionSearch } from '../model/version-search.ts';
import styles from '../versions.module.css';
import { VersionActs } from './version-acts.tsx';

const COLUMNS = ['version', 'note', 'by', 'published', 'runs', 'errors', 'p95', 'acts'] as const;
const NUMBERS: ReadonlySet<string> = new Set(['runs', 'errors', 'p95', 'acts']);

interface Props {
  readonly name: string;
  readonly workspace: string;
  readonly versions: readonly ListedVersion[];
  readonly onActivate: (number: number) => void;
  readonly onPromote: ((number: number) => void) | undefined;
  /** What the workspaces of this person are called, by slug. */
  readonly placeNames: ReadonlyMap<string, string>;
  readonly onCompare: (sides: VersionSearch) => void;
}

/** Versions with who made them, why, and how their runs went. */
export function VersionTable({ versions, ...acts }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const live = versions.find((version) => version.live)?.number;
  const rollout = activeRollout(useQuery(rolloutQuery(acts.name)).data);
  return (
    <table className={`${tables.table} ${styles.versions}`} aria-label={t('title')}>
      <colgroup>
        {COLUMNS.map((column) => (
          <col key={column} className={styles[column]} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className={NUMBERS.has(column) ? tables.number : undefined}>
              {t(`page.column.${column === 'acts' ? 'action' : column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {versions.map((version) => (
          <VersionRow key={version.id} {...{ version, rollout }} latest={live} {...acts} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Omit<Props, 'versions'> {
  readonly version: ListedVersion;
  readonly rollout: Rollout | undefined;
  /** The number of the live version, when it is in the list. */
  readonly latest: number | undefined;
}

function VersionRow({ version, rollout, latest, placeNames, ...acts }: RowProps): ReactElement {
  const { t } = useTranslation(['versions', 'environments']);
  const { number, note, publishedBy, publishedAt, promotedFrom, live } = version;
  return (
    <tr>
      <td>
        <span className={tables.strong}>{t('page.version', { number })}</span>{' '}
        {live && <span className={styles.live}>{t('live')}</span>}
        {rollout?.candidate.number === number && (
          <span className={styles.canary}>{t('canary', { percent: rollout.percent })}</span>
        )}
      </td>
      <td className={note === '' ? tables.soft : undefined} title={note}>
        {promotedFrom !== undefined && (
          <span className={styles.origin}>
            {t('promote.origin', {
              ns: 'environments',
              workspace: placeNames.get(promotedFrom.workspace) ?? promotedFrom.workspace,
              number: promotedFrom.number,
            })}
          </span>
        )}
        {note || (promotedFrom === undefined ? t('noNote') : '')}
      </td>
      <td className={tables.quiet}>{publishedBy ?? '—'}</td>
      <td className={tables.quiet}>
        <Time at={publishedAt} />
      </td>
      <FigureCells stats={version.stats} />
      <td className={tables.number}>
        <VersionActs version={version} live={latest} {...acts} />
      </td>
    </tr>
  );
}

function FigureCells({ stats }: { readonly stats: VersionStats | undefined }): ReactElement {
  if (stats === undefined || stats.runs === 0) {
    return (
      <>
        <td className={tables.number}>{stats === undefined ? '' : '0'}</td>
        <td className={tables.number}>—</td>
        <td className={tables.number}>—</td>
      </>
    );
  }
  const { runs, isCapped, errorRate = 0, p95Ms } = stats;
  return (
    <>
      <td className={tables.number}>
        <Tooltip label={<FiguresWindow stats={stats} />}>
          <span>{`${formatCount(runs)}${isCapped ? '+' : ''}`}</span>
        </Tooltip>
      </td>
      <td className={tables.number}>
        <span className={errorRate > 0 ? styles.failing : undefined}>{`${formatRate(errorRate)} %`}</span>
      </td>
      <td className={tables.number}>
        <Duration ms={p95Ms} />
      </td>
    </>
  );
}
