import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';
import styles from '../connections.module.css';
import {
  type ConnectionSearch,
  filterConnections,
  HEALTH_FILTERS,
  type HealthFilter,
} from '../model/connection-search.ts';

interface Props {
  readonly connections: readonly Connection[];
  readonly connectors: readonly ConnectorDescription[];
  readonly search: ConnectionSearch;
  readonly onSearch: (search: ConnectionSearch) => void;
}

const ALL = 'all';

/** What the list is narrowed to. */
export function ConnectionFilters({ connections, connectors, search, onSearch }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const { connector, health, text, ...none } = search;
  const used = [...new Set(connections.flatMap((connection) => connection.connector ?? []))];
  const titleOf = (name: string): string => connectors.find((found) => found.name === name)?.title ?? name;
  const withText = text === undefined ? {} : { text };
  const withConnector = connector === undefined ? {} : { connector };
  const withHealth = health === undefined ? {} : { health };
  const countOf = (filter: HealthFilter): number => filterConnections(connections, { health: filter }).length;
  return (
    <div className={styles.filters} role="search">
      <TextInput
        className={styles.search}
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        value={text ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onSearch({ ...none, ...withConnector, ...withHealth, ...(value === '' ? {} : { text: value }) })
        }
      />
      <Select
        className={styles.connectorFilter}
        aria-label={t('filter.connector')}
        placeholder={t('filter.connector')}
        data={used.map((name) => ({ value: name, label: titleOf(name) }))}
        value={connector ?? null}
        clearable
        clearButtonProps={{ 'aria-label': t('filter.anyConnector') }}
        searchable={used.length > 8}
        onChange={(name) =>
          onSearch({ ...none, ...withHealth, ...withText, ...(name === null ? {} : { connector: name }) })
        }
      />
      <SegmentedControl
        aria-label={t('filter.health')}
        value={health ?? ALL}
        data={[
          { value: ALL, label: t('filter.all', { count: connections.length }) },
          ...HEALTH_FILTERS.map((value) => ({ value, label: t(`filter.${value}`, { count: countOf(value) }) })),
        ]}
        onChange={(value) => {
          const next = HEALTH_FILTERS.find((known) => known === value);
          onSearch({ ...none, ...withConnector, ...withText, ...(next === undefined ? {} : { health: next }) });
        }}
      />
    </div>
  );
}
