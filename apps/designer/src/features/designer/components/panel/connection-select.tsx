import { type ComboboxItem, Select } from '@mantine/core';
import { IconPlus, IconUserPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { sortConnections } from '../../../../components/connection-health/connection-health.ts';
import { HealthBadge } from '../../../../components/connection-health/health-badge.tsx';
import '../../../../components/connection/words.ts';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import { Time } from '../../../../components/time.tsx';
import type { Connection } from '../../../../lib/contract.ts';
import styles from './connection-select.module.css';

/** What no connection is called: choices that are acts. */
const NEW = '+';
const OTHER = '+other';
const MOST_WITHOUT_SEARCH = 8;

interface Props {
  readonly connections: readonly Connection[];
  readonly chosen: string | undefined;
  readonly isNeeded: boolean;
  /** Why the chosen one does not work. */
  readonly detail: string | undefined;
  readonly error: string | undefined;
  readonly onChoose: (name: string | undefined) => void;
  readonly onNew: () => void;
  /** Another way to sign in than the usual one. */
  readonly onOther?: () => void;
}

/** The connections that fit, each with whose it is, when it was used, and how it is. */
export function ConnectionSelect(props: Props): ReactElement {
  const { connections, chosen, isNeeded, detail, error, onChoose, onNew, onOther } = props;
  const { t } = useTranslation(['designer', FIELD_WORDS, 'oauth']);
  const current = connections.find(({ name }) => name === chosen);
  const sorted = sortConnections(connections).toReversed();
  // What a step names is shown, also when it is not there.
  const names = [...sorted.map(({ name }) => name), ...(chosen === undefined || current !== undefined ? [] : [chosen])];
  return (
    <div className={styles.field}>
      <Select
        label={
          <>
            {t('connection.title')}
            {isNeeded && <span className={styles.required}>{t('fields:form.required')}</span>}
          </>
        }
        aria-label={t('connection.title')}
        description={detail === undefined ? undefined : t('connection.broken', { detail })}
        placeholder={t(connections.length === 0 ? 'connection.noneYet' : 'connection.none')}
        data={[
          ...names.map((name) => ({ value: name, label: name })),
          { value: NEW, label: t('oauth:connectNew') },
          ...(onOther === undefined ? [] : [{ value: OTHER, label: t('fields:connection.otherWay') }]),
        ]}
        value={chosen ?? null}
        clearable={!isNeeded}
        searchable={connections.length > MOST_WITHOUT_SEARCH}
        error={error}
        allowDeselect={false}
        maxDropdownHeight={360}
        renderOption={({ option }) => (
          <Option option={option} connection={connections.find(({ name }) => name === option.value)} />
        )}
        onChange={(name) => {
          if (name === NEW) onNew();
          else if (name === OTHER) onOther?.();
          else onChoose(name ?? undefined);
        }}
      />
      {current !== undefined && (
        <div className={styles.current}>
          <About connection={current} />
          <HealthBadge connection={current} />
        </div>
      )}
    </div>
  );
}

function Option({
  option,
  connection,
}: {
  readonly option: ComboboxItem;
  readonly connection: Connection | undefined;
}): ReactElement {
  if (option.value === NEW || option.value === OTHER) {
    const Icon = option.value === NEW ? IconPlus : IconUserPlus;
    return (
      <span className={styles.act}>
        <Icon size={16} aria-hidden="true" />
        {option.label}
      </span>
    );
  }
  if (connection === undefined) return <span>{option.label}</span>;
  return (
    <div className={styles.option}>
      <div className={styles.names}>
        <span className={styles.name}>{connection.name}</span>
        <About connection={connection} />
      </div>
      <HealthBadge connection={connection} variant="tint" />
    </div>
  );
}

/** Whose account it is, and when it was last used. */
function About({ connection: { account, lastUsedAt } }: { readonly connection: Connection }): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  return (
    <span className={styles.about}>
      {account?.label !== undefined && <>{account.label} · </>}
      {lastUsedAt === undefined ? (
        t('connection.unused')
      ) : (
        <>
          {t('connection.used')} <Time at={lastUsedAt} />
        </>
      )}
    </span>
  );
}
