import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { Time } from '../../../components/time.tsx';
import { useHeadline } from '../../../hooks/use-headline.ts';
import type { AlertDetail } from '../../../lib/contract.ts';
import { formatDuration } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { useConditionWords } from '../hooks/use-condition-words.ts';
import { runsInWindow } from '../model/alert-span.ts';
import styles from '../alerts.module.css';

/** What was known when it fired. */
export function AlertFigures({ alert }: { readonly alert: AlertDetail }): ReactElement {
  const { t } = useTranslation('alerts');
  const { say } = useConditionWords();
  const { condition, value, count, from, until, liveVersion, startedAt, clearedAt } = alert;
  return (
    <dl className={styles.figures}>
      {value !== undefined && <Figure name={t('alert.value')}>{say(condition, value)}</Figure>}
      {condition.kind === 'above' && <Figure name={t('alert.limit')}>{say(condition, condition.threshold)}</Figure>}
      {condition.kind === 'above' && <Figure name={t('alert.basis')}>{t('alert.basisRuns', { count })}</Figure>}
      {condition.kind === 'above' && (
        <Figure name={t('alert.window')}>{formatDuration(Date.parse(until) - Date.parse(from))}</Figure>
      )}
      {liveVersion !== undefined && <Figure name={t('alert.version')}>{`v${liveVersion}`}</Figure>}
      <Figure name={t('alert.started')}>
        <Time at={startedAt} />
      </Figure>
      {clearedAt !== undefined && (
        <Figure name={t('alert.cleared')}>
          <Time at={clearedAt} />{' '}
          <span className={styles.hint}>
            {t('alert.lasted', { length: formatDuration(Date.parse(clearedAt) - Date.parse(startedAt)) })}
          </span>
        </Figure>
      )}
    </dl>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What failed in its window: the way to what is to be mended. */
export function AlertGroups({ alert }: { readonly alert: AlertDetail }): ReactElement {
  const { t } = useTranslation('alerts');
  const workspace = useWorkspace();
  const headline = useHeadline();
  const { groups, workflow } = alert;
  const of = workflow ?? { id: '', name: t('rules.all') };
  const wordsOf = ({ step, error }: AlertDetail['groups'][number]): string =>
    headline({ error, workflow: of, ...(step === '' ? {} : { step }) });
  return (
    <section className={styles.card} aria-labelledby="groups-title">
      <h2 id="groups-title">{t('alert.groups')}</h2>
      {groups.length === 0 ? (
        <p className={styles.hint}>{t('alert.noGroups')}</p>
      ) : (
        <ul className={styles.links}>
          {groups.map((group) => (
            <li key={group.fingerprint}>
              <Link to="/w/$workspace/errors/$fingerprint" params={{ workspace, fingerprint: group.fingerprint }}>
                {wordsOf(group)}
              </Link>
              <span className={styles.hint}>{t('alert.groupRuns', { count: group.count })}</span>
              <Link
                to="/w/$workspace/runs"
                params={{ workspace }}
                search={{ q: runsInWindow(group.fingerprint, alert) }}
                aria-label={t('alert.inWindowOf', { what: wordsOf(group) })}
              >
                {t('alert.inWindow')}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Connections in trouble, by name. */
export function AlertConnections({ names }: { readonly names: readonly string[] }): ReactElement {
  const { t } = useTranslation('alerts');
  const workspace = useWorkspace();
  return (
    <section className={styles.card} aria-labelledby="connections-title">
      <h2 id="connections-title">{t('alert.connections')}</h2>
      <ul className={styles.links}>
        {names.map((connection) => (
          <li key={connection}>
            <Link to="/w/$workspace/connections/$connection" params={{ workspace, connection }}>
              {connection}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
