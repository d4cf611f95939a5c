import { IconCircleCheck, IconClock } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { LookBadge } from '../../../components/look-badge.tsx';
import { FailedMark } from '../../../components/state-marks.tsx';
import { Time } from '../../../components/time.tsx';
import type { AlertDelivery } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../alerts.module.css';

const LOOKS = {
  waiting: { look: 'waiting', icon: IconClock },
  sent: { look: 'success', icon: IconCircleCheck },
  failed: { look: 'failed', icon: FailedMark },
} as const;

/** Who was told, and what could not be sent. */
export function AlertDeliveries({ deliveries }: { readonly deliveries: readonly AlertDelivery[] }): ReactElement {
  const { t } = useTranslation('alerts');
  return (
    <section className={styles.card} aria-labelledby="told-title">
      <h2 id="told-title">{t('alert.told')}</h2>
      {deliveries.length === 0 && <p className={styles.hint}>{t('alert.toldNobody')}</p>}
      <ul className={styles.deliveries}>
        {deliveries.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} />
        ))}
      </ul>
    </section>
  );
}

function Delivery({ delivery }: { readonly delivery: AlertDelivery }): ReactElement {
  const { t } = useTranslation('alerts');
  const { channel, state, isDigest, dueAt, sentAt, attempts, failure, events } = delivery;
  const word = state === 'waiting' && isDigest && attempts === 0 ? 'waitingDigest' : state;
  return (
    <li>
      <span>
        <strong>{channel}</strong> {events.map((event) => t(`alert.event.${event}`)).join(', ')}
      </span>
      <span className={styles.standing}>
        <LookBadge {...LOOKS[state]}>{t(`alert.delivery.${word}`)}</LookBadge>
        <Time at={sentAt ?? dueAt} />
        {attempts > 1 && <span className={styles.hint}>{t('alert.attempts', { count: attempts })}</span>}
      </span>
      {failure !== undefined && <span className={styles.bad}>{failure}</span>}
    </li>
  );
}
