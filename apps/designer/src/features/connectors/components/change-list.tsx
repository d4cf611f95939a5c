import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { VersionChange } from '../../../lib/contract.ts';
import { placeOf, sortChanges } from '../model/versions.ts';
import styles from './versions.module.css';

const MOST_SHOWN = 100;
const MOST_CHARACTERS = 80;

interface Props {
  readonly changes: readonly VersionChange[];
  /** Titles of actions and triggers by their place. */
  readonly titles: Readonly<Record<string, string>>;
}

/** What has changed between two versions: what breaks first. */
export function ChangeList({ changes, titles }: Props): ReactElement {
  const { t, i18n } = useTranslation('catalogue');
  if (changes.length === 0) return <p className={styles.quiet}>{t('change.none')}</p>;
  const rest = changes.length - MOST_SHOWN;
  return (
    <>
      <ul className={styles.changes}>
        {sortChanges(changes)
          .slice(0, MOST_SHOWN)
          .map(({ path, rule, bump, before, after }) => (
            <li key={`${path} ${rule}`}>
              <span className={styles.bump} data-bump={bump}>
                {t(`bump.${bump}`)}
              </span>
              <span>
                <strong>{placeOf(path, titles).join(' › ')}</strong>{' '}
                {i18n.exists(`catalogue:rule.${rule.replaceAll('.', '_')}`)
                  ? t(`rule.${rule.replaceAll('.', '_')}`)
                  : t('rule.other', { rule })}
                {before !== undefined && <code>{shorten(before)}</code>}
                {before !== undefined && after !== undefined && ' → '}
                {after !== undefined && <code>{shorten(after)}</code>}
              </span>
            </li>
          ))}
      </ul>
      {rest > 0 && <p className={styles.quiet}>{t('change.more', { count: rest })}</p>}
    </>
  );
}

function shorten(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
