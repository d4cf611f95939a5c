import { useQuery } from '@tanstack/react-query';
import { IconAlertTriangle, IconCircleCheck, IconClock } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { Time } from '../../../../components/time.tsx';
import type { ConnectorTriggerState } from '../../../../lib/contract.ts';
import { triggerStatesQuery } from '../../api/triggers.ts';
import styles from './panel.module.css';
import { PANEL_WORDS } from './words.ts';

interface Props {
  readonly workflow: string;
  readonly triggerId: string;
}

/** How the trigger of the live version fares: heard from, subscribed until, or why not. */
export function EventState({ workflow, triggerId }: Props): ReactElement | null {
  const state = useQuery(triggerStatesQuery(workflow)).data?.find((candidate) => candidate.triggerId === triggerId);
  return state === undefined ? null : <State state={state} />;
}

function State({ state }: { readonly state: ConnectorTriggerState }): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const isWell = state.state === 'ok';
  const Icon = isWell ? IconCircleCheck : state.state === 'new' ? IconClock : IconAlertTriangle;
  const trouble = state.trouble ?? state.subscription?.trouble;
  return (
    <section className={styles.state} data-well={isWell} aria-label={t('event.state')} role="status">
      <p className={styles.stateLine}>
        <Icon size={16} aria-hidden="true" />
        <strong>{t(`event.${state.state}`)}</strong>
      </p>
      {state.subscription?.expiresAt !== undefined && (
        <p className={styles.help}>
          {t('event.subscribedUntil')} <Time at={state.subscription.expiresAt} />
        </p>
      )}
      {state.lastPollAt !== undefined && (
        <p className={styles.help}>
          {t('event.lastPoll')} <Time at={state.lastPollAt} />
        </p>
      )}
      {state.nextPollAt !== undefined && (
        <p className={styles.help}>
          {t('event.nextPoll')} <Time at={state.nextPollAt} />
        </p>
      )}
      {trouble !== undefined && <p className={styles.error}>{trouble.message}</p>}
    </section>
  );
}
