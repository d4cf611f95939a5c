// The HTTP requests of a step, and where each spent its time.
import type { ReactElement } from 'react';
import type { HttpExchange, Step } from '../../lib/contract.ts';
import { formatBytes, formatDuration } from '../../lib/format.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { durationOf, partsOf } from './phases.ts';
import styles from './http-exchanges.module.css';
import './words.ts';

type Lines = Step['log'];

export const exchangesOf = (log: Lines): readonly HttpExchange[] =>
  log.flatMap(({ http }) => (http === undefined ? [] : [http]));

/** What a step has written itself. */
export const ownLines = (log: Lines): Lines => log.filter(({ http }) => http === undefined);

export function HttpExchanges({ log }: { readonly log: Lines }): ReactElement {
  const { t } = useTranslation('http-exchanges');
  const exchanges = exchangesOf(log);
  if (exchanges.length === 0) return <p className={styles.none}>{t('none')}</p>;
  const longestMs = Math.max(...exchanges.map(durationOf));
  return (
    <ol className={styles.list} aria-label={t('list')}>
      {exchanges.map((exchange, index) => (
        <Exchange key={index} exchange={exchange} longestMs={longestMs} />
      ))}
    </ol>
  );
}

interface ExchangeProps {
  readonly exchange: HttpExchange;
  readonly longestMs: number;
}

function Exchange({ exchange, longestMs }: ExchangeProps): ReactElement {
  const { t } = useTranslation('http-exchanges');
  const { method, url, isReused, receivedBytes, durationMs } = exchange;
  const parts = partsOf(exchange, longestMs);
  return (
    <li className={styles.exchange}>
      <div className={styles.head}>
        <code className={styles.method}>{method}</code>
        <code className={styles.url}>{url}</code>
        <End exchange={exchange} />
        <span className={styles.time}>{durationMs === undefined ? t('underWay') : formatDuration(durationMs)}</span>
      </div>
      <div className={styles.bar} aria-hidden="true">
        {parts.map(({ name, percent }) => (
          <span key={name} data-phase={name} style={{ width: `${percent}%` }} />
        ))}
      </div>
      <ul className={styles.phases}>
        {isReused === true && <li>{t('reused')}</li>}
        {parts.map(({ name, durationMs: phaseMs }) => (
          <li key={name}>
            <span data-phase={name} aria-hidden="true" />
            {t(`phase.${name}`)} <b>{formatDuration(phaseMs)}</b>
          </li>
        ))}
        {receivedBytes !== undefined && <li>{t('received', { size: formatBytes(receivedBytes) })}</li>}
      </ul>
    </li>
  );
}

function End({ exchange: { status, error } }: { readonly exchange: HttpExchange }): ReactElement {
  const { t } = useTranslation('http-exchanges');
  const isGood = error === undefined && status !== undefined && status < 400;
  return (
    <strong className={styles.end} data-good={isGood}>
      {[status ?? (error === undefined ? t('noAnswer') : undefined), error]
        .filter((part) => part !== undefined)
        .join(' · ')}
    </strong>
  );
}
