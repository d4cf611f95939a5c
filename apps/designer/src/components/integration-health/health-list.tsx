import { IconAlertTriangle, IconCircleCheck, IconTrendingUp } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { HealthItem, IntegrationHealth } from '../../lib/contract.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { LinkButton } from '../link-button.tsx';
import { ProblemAlert } from '../problem-alert.tsx';
import { Skeleton } from '../skeleton.tsx';
import { FailedMark } from '../state-marks.tsx';
import { placeOf, reasonOf, type HealthPlace } from './health-words.ts';
import styles from './health-list.module.css';
import '../metric-chart/words.ts';

type Finding = HealthItem['findings'][number];

interface Props {
  readonly health: Pick<UseQueryResult<IntegrationHealth>, 'data' | 'error' | 'refetch'>;
  readonly most: number;
}

/** What is not well, worst first: the measured reason, and the step to take. */
export function HealthList({ health: { data: health, error, refetch }, most }: Props): ReactElement {
  const { t } = useTranslation('metrics');
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (health === undefined) return <Skeleton rows={3} />;
  const { items, checked } = health;
  if (items.length === 0)
    return (
      <p className={styles.well}>
        <IconCircleCheck size={16} aria-hidden="true" />
        <span>
          <strong>{t('health.well')}</strong> {t('health.wellText', { ...checked })}
        </span>
      </p>
    );
  return (
    <ul className={styles.list}>
      {items.slice(0, most).map((item) => (
        <HealthRow key={`${item.workflow ?? ''} ${item.connection ?? ''}`} item={item} />
      ))}
    </ul>
  );
}

function HealthRow({ item }: { readonly item: HealthItem }): ReactElement | null {
  const { t } = useTranslation('metrics');
  const [first] = item.findings;
  if (first === undefined) return null;
  const { workflow, connection = '', error } = item;
  const name = workflow ?? connection;
  const textOf = (finding: Finding): string => {
    const { key, parts } = reasonOf(item, finding);
    return t(`health.reason.${key}` as 'health.reason.broken', parts);
  };
  return (
    <li>
      <Mark kind={first.reason.kind} />
      <div className={styles.words}>
        <p>
          <strong>{name}</strong>
          {workflow === undefined && <span className={styles.soft}> {t('health.connection')}</span>}
          <span className={styles.state} data-kind={first.reason.kind}>
            {t(`health.state.${first.reason.kind}`)}
          </span>
        </p>
        <p className={styles.soft}>
          {textOf(first)}
          {first.reason.kind !== 'trend' && error !== undefined && <Mostly error={error} />}.
        </p>
        {item.findings.slice(1).map((finding) => (
          <p key={JSON.stringify(finding)} className={styles.soft}>
            {textOf(finding)}.
          </p>
        ))}
      </div>
      <StepButton place={placeOf(item, first)} label={t(`health.step.${first.step}`)} of={name} />
    </li>
  );
}

function Mostly({ error: { name, step } }: { readonly error: NonNullable<HealthItem['error']> }): ReactElement {
  const { t } = useTranslation('metrics');
  const words =
    step === undefined
      ? t('health.reason.mostlyError', { error: name })
      : t('health.reason.mostly', { error: name, step });
  return <>, {words}</>;
}

function Mark({ kind }: { readonly kind: Finding['reason']['kind'] }): ReactElement {
  if (kind === 'trend') return <IconTrendingUp size={16} aria-hidden="true" />;
  if (kind === 'limited') return <IconAlertTriangle size={16} aria-hidden="true" />;
  return (
    <span className={styles.failed}>
      <FailedMark size={16} />
    </span>
  );
}

interface StepProps {
  readonly place: HealthPlace;
  readonly label: string;
  readonly of: string;
}

function StepButton({ place, label, of }: StepProps): ReactElement {
  const workspace = useWorkspace();
  const look = { variant: 'default', size: 'compact-sm', 'aria-label': `${label}: ${of}`, children: label } as const;
  switch (place.kind) {
    case 'connection': {
      const params = { workspace, connection: place.connection };
      return <LinkButton {...look} to="/w/$workspace/connections/$connection" params={params} />;
    }
    case 'design': {
      const { name, step, run } = place;
      const search = { ...(step === undefined ? {} : { step }), ...(run === undefined ? {} : { run }) };
      const to = '/w/$workspace/workflows/$name/design';
      return <LinkButton {...look} to={to} params={{ workspace, name }} search={search} />;
    }
    case 'error': {
      const params = { workspace, fingerprint: place.fingerprint };
      return <LinkButton {...look} to="/w/$workspace/errors/$fingerprint" params={params} />;
    }
    case 'runs': {
      const search = { since: '7d', ...(place.workflow === undefined ? {} : { workflow: place.workflow }) } as const;
      return <LinkButton {...look} to="/w/$workspace/runs" params={{ workspace }} search={search} />;
    }
  }
}
