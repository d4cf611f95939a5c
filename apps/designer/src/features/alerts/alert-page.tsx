import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { showError } from '../../components/show-error.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import type { AlertDetail } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { acknowledgeAlert, ALERTS_KEY, alertQuery } from '../../lib/queries/alerts.ts';
import { workflowQuery } from '../../lib/queries/workflows.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { AlertDeliveries } from './components/alert-deliveries.tsx';
import { AlertChart } from './components/alert-chart.tsx';
import { AlertConnections, AlertFigures, AlertGroups } from './components/alert-figures.tsx';
import { RollBack } from './components/roll-back.tsx';
import { RuleState } from './components/rule-state.tsx';
import { useConditionWords } from './hooks/use-condition-words.ts';
import './words.ts';
import styles from './alerts.module.css';

const route = getRouteApi('/w/$workspace/alerts/$id');

/** One alert: what fired, why, who was told, and what can be done. */
export function AlertPage(): ReactElement {
  const { t } = useTranslation('alerts');
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(alertQuery(id));
  if (data !== undefined) return <AlertBody key={id} alert={data} />;
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')} />
      {error === null ? <Skeleton rows={6} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </div>
  );
}

function AlertBody({ alert }: { readonly alert: AlertDetail }): ReactElement {
  const { t } = useTranslation('alerts');
  const { describe } = useConditionWords();
  const workspace = useWorkspace();
  const { workflow, connections, condition } = alert;
  return (
    <div className={styles.page}>
      <PageHeader
        title={alert.ruleName}
        crumbs={[
          <Link key="alerts" to="/w/$workspace/alerts" params={{ workspace }}>
            {t('title')}
          </Link>,
          ...(workflow === undefined
            ? []
            : [
                <Link
                  key="workflow"
                  to="/w/$workspace/workflows/$name/alerts"
                  params={{ workspace, name: workflow.name }}
                >
                  {workflow.name}
                </Link>,
              ]),
        ]}
        aside={<RuleState state={alert.state} variant="tint" />}
        text={describe(condition)}
        actions={<Actions alert={alert} />}
      />
      <Advice alert={alert} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <section className={styles.card} aria-labelledby="figures-title">
            <h2 id="figures-title">{t('alert.figures')}</h2>
            <AlertFigures alert={alert} />
          </section>
          <AlertChart alert={alert} />
          {connections === undefined ? <AlertGroups alert={alert} /> : <AlertConnections names={connections} />}
        </div>
        <AlertDeliveries deliveries={alert.deliveries} />
      </div>
    </div>
  );
}

function Actions({ alert }: { readonly alert: AlertDetail }): ReactElement {
  const { t } = useTranslation('alerts');
  const workspace = useWorkspace();
  const { rollBack: wanted } = route.useSearch();
  const cache = useQueryClient();
  const mayWrite = useMay('alert.write');
  const { workflow, acknowledgedBy, connections } = alert;
  const advice = useAdvice(alert);
  const seeing = useMutation({
    mutationFn: () => acknowledgeAlert(alert.id),
    onSuccess: () => cache.invalidateQueries({ queryKey: ALERTS_KEY }),
    onError: showError,
  });
  return (
    <>
      {acknowledgedBy !== undefined && (
        <span className={styles.seen}>{t('alert.acknowledged', { name: acknowledgedBy })}</span>
      )}
      {mayWrite && acknowledgedBy === undefined && alert.state === 'firing' && (
        <Button
          variant="default"
          leftSection={<IconCheck size={16} aria-hidden="true" />}
          loading={seeing.isPending}
          onClick={() => seeing.mutate()}
        >
          {t('alert.acknowledge')}
        </Button>
      )}
      {connections === undefined && (
        <Button
          variant="default"
          component={Link}
          to={workflow === undefined ? `/w/${workspace}/runs` : `/w/${workspace}/workflows/${workflow.name}/runs`}
        >
          {t('alert.openRuns')}
        </Button>
      )}
      {advice !== undefined && workflow !== undefined && (
        <RollBack workflow={workflow.name} advice={advice} isOpen={wanted === advice.to} />
      )}
    </>
  );
}

/** As long as the version is live that it is about. */
function useAdvice({ rollBack, workflow }: AlertDetail): AlertDetail['rollBack'] {
  const { data } = useQuery({ ...workflowQuery(workflow?.name ?? ''), enabled: workflow !== undefined });
  return rollBack !== undefined && data?.liveVersion?.number === rollBack.from ? rollBack : undefined;
}

function Advice({ alert }: { readonly alert: AlertDetail }): ReactElement | null {
  const { t } = useTranslation('alerts');
  const { say } = useConditionWords();
  const advice = useAdvice(alert);
  if (advice === undefined) return null;
  const rate = (value: number): string =>
    say({ kind: 'above', metric: 'error_rate', threshold: 0, windowMinutes: 1, minCount: 1 }, value);
  const { from, to, errorRate, errorRateBefore } = advice;
  return (
    <p className={styles.advice}>
      {t('alert.rollBackText', { from, to, now: rate(errorRate), before: rate(errorRateBefore) })}
    </p>
  );
}
