import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useRef, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { KeyHint } from '../../../components/key-hint.tsx';
import { useFindKey } from '../../../hooks/use-find-key.ts';
import type { ConnectorDetail } from '../../../lib/contract.ts';
import styles from '../connector-page.module.css';
import { filterMembers, type Member } from '../model/members.ts';

interface Props {
  readonly connector: ConnectorDetail;
  readonly chosen: Member | undefined;
}

/** A connector's actions and triggers, to choose one. */
export function MemberList({ connector, chosen }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useFindKey(input);
  const { actions, triggers } = filterMembers(connector, text);
  const count = connector.actions.length + connector.triggers.length;
  return (
    <nav className={styles.members} aria-label={t('members.label')}>
      <TextInput
        ref={input}
        type="search"
        aria-label={t('members.filter')}
        aria-keyshortcuts="/"
        placeholder={t('members.filterAll', { count })}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        rightSection={text === '' ? <KeyHint keys="/" /> : null}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {actions.length > 0 && <h2>{t('members.actions', { count: actions.length })}</h2>}
      {actions.map(({ name, title, effects }) => (
        <Link
          key={name}
          to="."
          search={{ action: name }}
          replace
          resetScroll={false}
          activeOptions={{ exact: true, includeSearch: true }}
          className={styles.member}
          aria-current={chosen?.kind === 'action' && chosen.action.name === name ? 'page' : undefined}
        >
          <span>{title}</span>
          {effects === 'write' && <span className={styles.chip}>{t('writes')}</span>}
        </Link>
      ))}
      {triggers.length > 0 && <h2>{t('members.triggers', { count: triggers.length })}</h2>}
      {triggers.map(({ name, title }) => (
        <Link
          key={name}
          to="."
          search={{ trigger: name }}
          replace
          resetScroll={false}
          activeOptions={{ exact: true, includeSearch: true }}
          className={styles.member}
          aria-current={chosen?.kind === 'trigger' && chosen.trigger.name === name ? 'page' : undefined}
        >
          <span>{title}</span>
        </Link>
      ))}
      {actions.length + triggers.length === 0 && <p className={styles.noMember}>{t('members.none', { text })}</p>}
    </nav>
  );
}
