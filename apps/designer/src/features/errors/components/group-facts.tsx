import type { ReactElement, ReactNode } from 'react';
import { Time } from '../../../components/time.tsx';
import type { ErrorGroupDetail } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../error-group.module.css';

/** The figures at the head of a group. */
export function GroupFigures({ group }: { readonly group: ErrorGroupDetail }): ReactElement {
  const { t } = useTranslation('errors');
  const { count, firstSeenAt, lastSeenAt, newestVersion, liveVersion } = group;
  const live = liveVersion === undefined ? t('group.notLive') : t('group.liveNow', { version: liveVersion });
  return (
    <dl className={styles.figures}>
      <Figure name={t('group.count')} value={formatCount(count)} />
      <Figure name={t('group.first')} value={<Time at={firstSeenAt} />} />
      <Figure name={t('group.last')} value={<Time at={lastSeenAt} />} />
      <Figure
        name={t('group.newestVersion')}
        value={newestVersion === undefined ? '—' : `v${newestVersion}`}
        text={live}
      />
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly text?: string;
}

function Figure({ name, value, text }: FigureProps): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        {text !== undefined && <small>{text}</small>}
      </dd>
    </div>
  );
}
