import { Button, Tabs } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { exchangesOf, HttpExchanges, ownLines } from '../../../components/http-exchanges/http-exchanges.tsx';
import { DataTree } from '../../../components/data-tree/data-tree.tsx';
import { LookBadge } from '../../../components/look-badge.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { FailedMark } from '../../../components/state-marks.tsx';
import { Duration } from '../../../components/time.tsx';
import type { ConnectorAction, ConnectorDescription, TriedAction } from '../../../lib/contract.ts';
import { samplesQuery, saveSample } from '../api/calls.ts';
import styles from './try-it.module.css';

interface Props {
  readonly answer: TriedAction;
  readonly connector: ConnectorDescription;
  readonly action: ConnectorAction;
}

/** What a call answered: its data, what it said on the way, and how long it took. */
export function TryAnswer({ answer, connector, action }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const { status, output, cause, log } = answer;
  const isGood = status === 'succeeded';
  const lines = ownLines(log);
  const cache = useQueryClient();
  const keeping = useMutation({
    mutationFn: () => saveSample({ connector: connector.name, action: action.name }, output),
    onSuccess: async () => {
      notifications.show({ message: t('try.saved', { action: action.title }) });
      await cache.invalidateQueries({ queryKey: samplesQuery(connector.name).queryKey });
    },
  });
  return (
    <div className={styles.answer}>
      <Outcome answer={answer} />
      <Tabs defaultValue={isGood ? 'output' : 'cause'} keepMounted={false}>
        <div className={styles.tabs}>
          <Tabs.List>
            {isGood && <Tabs.Tab value="output">{t('try.output')}</Tabs.Tab>}
            {!isGood && <Tabs.Tab value="cause">{t('try.cause')}</Tabs.Tab>}
            {exchangesOf(log).length > 0 && <Tabs.Tab value="http">{t('try.http')}</Tabs.Tab>}
            <Tabs.Tab value="log">{t('try.log', { count: lines.length })}</Tabs.Tab>
          </Tabs.List>
          {isGood && (
            <Button size="xs" variant="subtle" loading={keeping.isPending} onClick={() => keeping.mutate()}>
              {t('try.save')}
            </Button>
          )}
        </div>
        <Tabs.Panel value="output" className={styles.data}>
          <DataTree value={output ?? null} label={t('try.output')} />
        </Tabs.Panel>
        <Tabs.Panel value="cause" className={styles.data}>
          <DataTree value={cause ?? null} label={t('try.cause')} />
        </Tabs.Panel>
        <Tabs.Panel value="http" className={styles.data}>
          <HttpExchanges log={log} />
        </Tabs.Panel>
        <Tabs.Panel value="log" className={styles.log}>
          {lines.length === 0 && <p>{t('try.noLog')}</p>}
          <ol>
            {lines.map(({ at, level, message: line }, index) => (
              <li key={`${at} ${index}`} data-level={level}>
                <span>{level}</span> {line}
              </li>
            ))}
          </ol>
        </Tabs.Panel>
      </Tabs>
      {keeping.error !== null && <ProblemAlert error={keeping.error} />}
    </div>
  );
}

/** Whether it worked, how long it took, and what went wrong. */
function Outcome({ answer: { status, error, message, durationMs } }: Pick<Props, 'answer'>): ReactElement {
  const { t } = useTranslation('common');
  const isGood = status === 'succeeded';
  return (
    <>
      <p className={styles.outcome}>
        <LookBadge look={isGood ? 'success' : 'failed'} icon={isGood ? IconCircleCheck : FailedMark}>
          {isGood ? t('status.succeeded') : (error ?? t('status.failed'))}
        </LookBadge>
        <Duration ms={durationMs} />
      </p>
      {message !== undefined && <p className={styles.message}>{message}</p>}
    </>
  );
}
