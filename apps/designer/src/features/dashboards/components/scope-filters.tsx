import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { breakdownQuery, type Range } from '../../../lib/queries/metrics.ts';
import { MOST_OFFERED, useWorkflowNames } from '../../../hooks/use-workflow-names.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { readDashboardSearch, type DashboardSearch } from '../model/dashboard-search.ts';
import { type Option, optionsOf } from '../model/scope-options.ts';
import styles from '../dashboards.module.css';

interface Props {
  readonly search: DashboardSearch;
  readonly range: Range;
  readonly onSearch: (search: DashboardSearch) => void;
}

/** What the charts are about: only what has figures is offered. */
export function ScopeFilters({ search, range, onSearch }: Props): ReactElement {
  const { t } = useTranslation('metrics');
  const { workflow, connector, connection } = search;
  const workflows = useWorkflowNames();
  const connections = useQuery(breakdownQuery('connection', range)).data?.items ?? [];
  const connectors = useQuery(breakdownQuery('connector', range)).data?.items ?? [];
  const change = (part: Readonly<Record<string, string | null>>): void =>
    onSearch(readDashboardSearch({ ...search, ...part }));
  return (
    <div className={styles.filters} role="search" aria-label={t('dashboards.filters')}>
      <Choice
        label={t('dashboards.workflow')}
        any={t('dashboards.anyWorkflow')}
        options={workflows.map(({ name, title }) => ({ value: name, label: title }))}
        value={workflow}
        onPick={(chosen) => change({ workflow: chosen, version: null })}
      />
      {workflow !== undefined && (
        <VersionPick
          {...{ workflow, range }}
          version={search.version}
          onPick={(chosen) => change({ version: chosen })}
        />
      )}
      <Choice
        label={t('dashboards.connector')}
        any={t('dashboards.anyConnector')}
        options={optionsOf(connectors, 'connector', connector)}
        value={connector}
        onPick={(chosen) => change({ connector: chosen, connection: null })}
      />
      <Choice
        label={t('dashboards.connection')}
        any={t('dashboards.anyConnection')}
        options={optionsOf(
          connections.filter((item) => (connector ?? item.connector) === item.connector),
          'connection',
          connection,
        )}
        value={connection}
        onPick={(chosen) => change({ connection: chosen })}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly any: string;
  readonly options: readonly Option[];
  readonly value: string | undefined;
  readonly onPick: (chosen: string | null) => void;
}

const Choice = ({ label, any, options, value, onPick }: ChoiceProps): ReactElement => (
  <Select
    aria-label={label}
    placeholder={any}
    data={options}
    value={value ?? null}
    onChange={onPick}
    clearable
    searchable
    limit={MOST_OFFERED}
    w={180}
  />
);

function VersionPick({
  workflow,
  range,
  version,
  onPick,
}: Pick<ChoiceProps, 'onPick'> & {
  readonly workflow: string;
  readonly range: Range;
  readonly version: number | undefined;
}): ReactElement {
  const { t } = useTranslation('metrics');
  const { data } = useQuery(breakdownQuery('version', range, workflow));
  const numbers = new Set((data?.items ?? []).flatMap((item) => item.version ?? []));
  if (version !== undefined) numbers.add(version);
  return (
    <Choice
      label={t('dashboards.version')}
      any={t('dashboards.anyVersion')}
      options={[...numbers].sort((a, b) => b - a).map((number) => ({ value: `${number}`, label: `v${number}` }))}
      value={version === undefined ? undefined : `${version}`}
      onPick={onPick}
    />
  );
}
