import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { AlertCondition, AlertPreview } from '../../../lib/contract.ts';
import { formatDuration } from '../../../lib/format.ts';
import { alertPreviewQuery } from '../../../lib/queries/alerts.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useConditionWords } from '../hooks/use-condition-words.ts';
import styles from '../alerts.module.css';

const TYPING_MS = 300;
const SHOWN = 4;
const DAYS = 7;

interface Props {
  readonly condition: AlertCondition;
  readonly workflow: string | undefined;
}

/** When the rule would have fired. */
export function RulePreview({ condition, workflow }: Props): ReactElement {
  const { t } = useTranslation('alerts');
  const [asked] = useDebouncedValue(condition, TYPING_MS);
  const { data, error } = useQuery({ ...alertPreviewQuery(asked, workflow), placeholderData: keepPreviousData });
  return (
    <section className={styles.preview} aria-labelledby="preview-title">
      <h3 id="preview-title">{t('preview.title', { days: data?.days ?? DAYS })}</h3>
      <div aria-live="polite">{data !== undefined && <Verdict preview={data} />}</div>
      {error !== null && <ProblemAlert error={error} />}
      {data !== undefined && data.firings.length > 0 && <Firings preview={data} condition={condition} />}
      {data?.isKnown === true && data.byHourUntil !== undefined && (
        <p className={styles.hint}>{t('preview.coarse', { time: shortTime(data.byHourUntil) })}</p>
      )}
    </section>
  );
}

function Verdict({ preview: { isKnown, firings } }: { readonly preview: AlertPreview }): ReactElement {
  const { t } = useTranslation('alerts');
  if (!isKnown) return <p>{t('preview.unknown')}</p>;
  return (
    <p className={styles.verdict}>
      {firings.length === 0 ? t('preview.none') : t('preview.fired', { count: firings.length })}
    </p>
  );
}

interface FiringsProps {
  readonly preview: AlertPreview;
  readonly condition: AlertCondition;
}

/** The newest ones, newest first. */
function Firings({ preview: { firings }, condition }: FiringsProps): ReactElement {
  const { t } = useTranslation('alerts');
  const { say } = useConditionWords();
  const newest = firings.slice(-SHOWN).reverse();
  return (
    <ul className={styles.firings}>
      {newest.map(({ from, until, value }) => (
        <li key={from}>
          {until === undefined
            ? t('preview.goesOn', { from: shortTime(from), value: say(condition, value) })
            : t('preview.at', {
                from: shortTime(from),
                length: formatDuration(Date.parse(until) - Date.parse(from)),
                value: say(condition, value),
              })}
        </li>
      ))}
      {firings.length > SHOWN && <li>{t('preview.more', { count: firings.length - SHOWN })}</li>}
    </ul>
  );
}

const shortTime = (at: string): string =>
  new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(Date.parse(at));
