import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import styles from '../connector-page.module.css';
import { errorPrefixOf } from '../model/members.ts';

const SHARED = ['RateLimited', 'Retryable', 'Fatal'] as const;

interface Props {
  readonly connector: ConnectorDescription;
  readonly isWrite: boolean;
}

/** The names that a `Catch` may wait for, and what they mean. */
export function ErrorTable({ connector, isWrite }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const prefix = errorPrefixOf(connector.name);
  const rows = [
    ...Object.entries(connector.errors).map(([name, meaning]) => [`${prefix}.${name}`, meaning] as const),
    ...(connector.auth.length > 0 ? [['Connector.Auth', t('error.Auth')] as const] : []),
    ...SHARED.map((name) => [`Connector.${name}`, t(`error.${name}`)] as const),
    ...(isWrite ? [['Connector.OutcomeUnknown', t('error.OutcomeUnknown')] as const] : []),
  ];
  return (
    <dl className={styles.errors}>
      {rows.map(([name, meaning]) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
