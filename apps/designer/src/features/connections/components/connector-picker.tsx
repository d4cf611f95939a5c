import { TextInput } from '@mantine/core';
import { IconSearch, IconWebhook } from '@tabler/icons-react';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConnectorIcon } from '../../../components/connector-icon.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import styles from '../connections.module.css';

/** What a new connection is for. */
export type ConnectionTarget =
  { readonly kind: 'secret' } | { readonly kind: 'connector'; readonly connector: ConnectorDescription };

interface Props {
  readonly connectors: readonly ConnectorDescription[];
  readonly onPick: (target: ConnectionTarget) => void;
  readonly onClose: () => void;
}

/** Asks what a new connection is for. */
export function ConnectorPicker({ connectors, onPick, onClose }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const [query, setQuery] = useState('');
  const has = (...texts: readonly string[]): boolean =>
    texts.join(' ').toLowerCase().includes(query.trim().toLowerCase());
  const found = connectors.filter(({ auth, name, title }) => auth.length > 0 && has(name, title));
  const hasSecret = has(t('webhookSecret'));
  return (
    <Dialog title={t('picker.title')} onClose={onClose}>
      <TextInput
        type="search"
        aria-label={t('picker.search')}
        placeholder={t('picker.search')}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        value={query}
        data-autofocus
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <ul className={styles.targets}>
        {found.map((connector) => (
          <Target
            key={connector.name}
            icon={<ConnectorIcon svg={connector.icon} size={20} />}
            title={connector.title}
            text={connector.description}
            onPick={() => onPick({ kind: 'connector', connector })}
          />
        ))}
        {hasSecret && (
          <Target
            icon={<IconWebhook size={20} stroke={1.75} aria-hidden="true" />}
            title={t('webhookSecret')}
            text={t('picker.secretText')}
            onPick={() => onPick({ kind: 'secret' })}
          />
        )}
      </ul>
      {found.length === 0 && !hasSecret && <p className={styles.quiet}>{t('picker.none', { query })}</p>}
    </Dialog>
  );
}

interface TargetProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly onPick: () => void;
}

function Target({ icon, title, text, onPick }: TargetProps): ReactElement {
  return (
    <li>
      <button type="button" className={styles.target} onClick={onPick}>
        <span className={styles.tile}>{icon}</span>
        <span className={styles.targetWords}>
          <strong>{title}</strong>
          <span>{text}</span>
        </span>
      </button>
    </li>
  );
}
