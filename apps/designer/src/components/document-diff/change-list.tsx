import { IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import styles from './document-diff.module.css';
import type { Change, DocumentDiff } from './model/change.ts';
import { useChangeWords } from './use-change-words.ts';

const ICONS = { added: IconPlus, changed: IconPencil, removed: IconMinus } as const;

interface Props {
  readonly diff: DocumentDiff;
  /** Id of the change whose fields are shown. */
  readonly chosen?: string | undefined;
  /** Without it the list is only read. */
  readonly onChoose?: (change: Change) => void;
  /** At first not more are shown. */
  readonly most?: number;
}

/** What differs, a sentence each. */
export function ChangeList({ diff, chosen, onChoose, most = Infinity }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const [isOpen, open] = useState(false);
  const shown = isOpen || diff.length <= most + 1 ? diff : diff.slice(0, most);
  if (diff.length === 0) return <p className={styles.none}>{t('noChanges')}</p>;
  return (
    <ul className={styles.changes} aria-label={t('list.label')}>
      {shown.map((change) => (
        <li key={change.id}>
          {onChoose === undefined ? (
            <div className={styles.change}>
              <ChangeLine change={change} />
            </div>
          ) : (
            <button
              type="button"
              className={styles.change}
              aria-current={change.id === chosen}
              onClick={() => onChoose(change)}
            >
              <ChangeLine change={change} />
            </button>
          )}
        </li>
      ))}
      {shown.length < diff.length && (
        <li>
          <button type="button" className={styles.moreChanges} onClick={() => open(true)}>
            {t('list.moreChanges', { count: diff.length - shown.length })}
          </button>
        </li>
      )}
    </ul>
  );
}

function ChangeLine({ change }: { readonly change: Change }): ReactElement {
  const { t } = useTranslation('versions');
  const words = useChangeWords();
  return (
    <>
      <ChangeMark kind={change.kind} label={t(`kind.${change.kind}`)} />
      <span className={styles.words}>
        <strong>{words.subject(change.subject)}</strong>
        {': '}
        {words.text(change)}
      </span>
    </>
  );
}

/** Icon, shape and word for what became of something. */
function ChangeMark({ kind, label }: { readonly kind: Change['kind']; readonly label: string }): ReactElement {
  const Icon = ICONS[kind];
  return (
    <span className={styles.mark} data-kind={kind} role="img" aria-label={label} title={label}>
      <Icon size={12} stroke={2.5} aria-hidden="true" />
    </span>
  );
}
