import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { formatRelative } from '../../../../lib/format.ts';
import { useNow } from '../../../../hooks/use-now.ts';
import { scheduleTimesQuery } from '../../api/triggers.ts';
import styles from './panel.module.css';
import { PANEL_WORDS } from './words.ts';

const CronWords = lazy(async () => ({ default: (await import('./cron-words.tsx')).CronWords }));

interface Props {
  readonly cron: string;
  readonly timeZone: string | undefined;
}

/** When a calendar fires next, in words and as times of its own zone. */
export function ScheduleTimes({ cron, timeZone = 'UTC' }: Props): ReactElement {
  const { t, i18n } = useTranslation(PANEL_WORDS);
  const nowMs = useNow();
  const { data = [] } = useQuery({ ...scheduleTimesQuery(cron, timeZone), placeholderData: keepPreviousData });
  const format = formatOf(timeZone, i18n.language);
  return (
    <section className={styles.times} aria-label={t('schedule.next')}>
      <p className={styles.text}>
        <Suspense fallback={null}>
          <CronWords cron={cron} />
        </Suspense>
      </p>
      {data.length > 0 && (
        <>
          <h4 className={styles.label}>{t('schedule.next')}</h4>
          <ol className={styles.timeList}>
            {data.map((time) => (
              <li key={time}>
                <time dateTime={time}>{format?.format(Date.parse(time)) ?? time}</time>
                <span className={styles.soft}>{formatRelative(Date.parse(time), nowMs)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

/** None for a zone that is still being typed. */
function formatOf(timeZone: string, language: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat(language, {
      ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
      ...{ timeZone, timeZoneName: 'short', hourCycle: 'h23' },
    });
  } catch {
    return undefined;
  }
}
