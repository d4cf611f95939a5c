import { Checkbox, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { findActions, type ReadableAction, toggleRead } from '../model/piece-reads.ts';
import styles from './maker.module.css';

/** So many are found by looking. */
const FEW = 8;

interface Props {
  readonly actions: readonly ReadableAction[];
  readonly reads: readonly string[];
  readonly onChange: (reads: readonly string[]) => void;
}

/** Which actions of a piece only read, as whoever installs it knows them. */
export function ReadsChoice({ actions, reads, onChange }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const [text, setText] = useState('');
  const found = findActions(actions, text);
  return (
    <div className={styles.reads}>
      <p className={styles.quiet}>{t('piece.readsHelp')}</p>
      {actions.length > FEW && (
        <TextInput
          type="search"
          aria-label={t('piece.readsSearch')}
          placeholder={t('piece.readsSearch')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <div className={styles.readRows} role="group" aria-label={t('piece.reads')} tabIndex={0}>
        {found.map((action) => (
          <Checkbox
            key={action.name}
            label={action.title}
            description={<Words action={action} />}
            checked={reads.includes(action.name)}
            onChange={() => onChange(toggleRead(reads, action.name))}
          />
        ))}
        {found.length === 0 && <p className={styles.quiet}>{t('members.none', { text })}</p>}
      </div>
      <p className={styles.quiet} role="status">
        {t('piece.readsCount', { count: reads.length, all: actions.length })}
      </p>
    </div>
  );
}

function Words({ action: { name, claimsToRead = false } }: { readonly action: ReadableAction }): ReactElement {
  const { t } = useTranslation('catalogue');
  return (
    <>
      <code>{name}</code>
      {claimsToRead && ` · ${t('piece.claims')}`}
    </>
  );
}
