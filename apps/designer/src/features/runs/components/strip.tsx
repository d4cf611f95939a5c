import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RunDuration } from '../../../components/run-table.tsx';
import { Time } from '../../../components/time.tsx';
import type { Run } from '../../../lib/contract.ts';
import styles from '../run-page.module.css';

/** The run in one line of facts. */
export function Strip({ run }: { readonly run: Run }): ReactElement {
  const { t } = useTranslation('runs');
  const facts: readonly (readonly [string, ReactNode])[] = [
    ...(run.failedPath === undefined
      ? []
      : [
          [
            'failedStep',
            <span key="f" className={styles.bad}>
              {run.failedPath}
            </span>,
          ] as const,
        ]),
    ...(run.currentState === undefined || run.endedAt !== undefined ? [] : [['state', run.currentState] as const]),
    ['workflow', run.workflow.name],
    ['version', `v${run.version}`],
    ['trigger', t(`trigger.${run.trigger.type}`, { ns: 'common' })],
    ['accepted', <Time key="a" at={run.acceptedAt} />],
    ['duration', <RunDuration key="d" run={run} />],
    ...(run.status === 'waiting' && run.availableAt !== undefined
      ? [['continues', <Time key="c" at={run.availableAt} />] as const]
      : []),
    ['steps', String(run.stepCount)],
  ];
  return (
    <dl className={styles.strip} aria-label={t('run.strip.label')}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`run.strip.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
