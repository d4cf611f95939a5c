import type { Retrier } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../../lib/use-translation.ts';
import { formatDuration } from '../../../../../lib/format.ts';
import { retryMoments } from '../../../model/retry-moments.ts';
import { PANEL_WORDS } from '../words.ts';
import styles from './retry-line.module.css';

/** Longer than this says nothing to anybody. */
const MOST_SECONDS = 366 * 86_400;
const WIDTH = 320;
const EDGE = 6;

/** What is set, and not measured, has no tenths that say nothing. */
const words = (seconds: number): string => formatDuration(seconds * 1000).replace(/\.0(?= s$)/, '');

/** When the tries of a rule come, drawn and in words. */
export function RetryLine({ rule }: { readonly rule: Retrier }): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const { delays, moments, count, totalSeconds } = retryMoments(rule);
  if (count === 0) return <p className={styles.words}>{t('retry.never')}</p>;
  // All at once where the interval is 0.
  const last = Math.max(moments.at(-1) ?? 0, 1);
  const xOf = (seconds: number): number => EDGE + (seconds / last) * (WIDTH - 2 * EDGE);
  const more = count - delays.length;
  return (
    <div className={styles.line}>
      <svg viewBox={`0 0 ${WIDTH} 16`} className={styles.plot} aria-hidden="true">
        <line x1={EDGE} x2={WIDTH - EDGE} y1={8} y2={8} className={styles.axis} />
        <circle cx={xOf(0)} cy={8} r={4} className={styles.failure} />
        {moments.map((at, index) => (
          <circle key={index} cx={xOf(at)} cy={8} r={4} className={styles.retry} />
        ))}
      </svg>
      <p className={styles.words}>
        {t('retry.moments', { moments: delays.map(words).join(', ') })}
        {more > 0 && ` ${t('retry.more', { count: more })}`}
        {' · '}
        {totalSeconds > MOST_SECONDS ? t('retry.tooLong') : t('retry.total', { duration: words(totalSeconds) })}
      </p>
    </div>
  );
}
