import { Button, Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { RUN_STATUSES } from '../../../lib/contract.ts';
import { workflowsQuery } from '../../../lib/queries/workflows.ts';
import { isNarrowed, readRunSearch, type RunSearch, SINCE } from '../model/run-search.ts';
import styles from '../runs.module.css';

interface Props {
  readonly search: RunSearch;
  readonly onSearch: (search: RunSearch) => void;
  readonly oneWorkflow: boolean;
}

/** What narrows a list of runs; the address keeps it. */
export function RunFilters({ search, onSearch, oneWorkflow }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const { data } = useInfiniteQuery(workflowsQuery);
  const workflows = data?.pages.flatMap((page) => page.items) ?? [];
  const change = (part: Readonly<Record<string, string | null>>): void =>
    onSearch(readRunSearch({ ...search, ...part }));
  const filtered = isNarrowed(search, oneWorkflow);
  return (
    <div className={styles.filters} role="search" aria-label={t('filter.label')}>
      <Select
        aria-label={t('filter.status')}
        placeholder={t('filter.anyStatus')}
        data={RUN_STATUSES.map((value) => ({
          value,
          label: t(`status.${value}`, { ns: 'common' }),
        }))}
        value={search.status ?? null}
        onChange={(status) => change({ status })}
        clearable
        w={160}
        maxDropdownHeight={320}
      />
      {!oneWorkflow && (
        <Select
          aria-label={t('filter.workflow')}
          placeholder={t('filter.anyWorkflow')}
          data={workflows.map(({ name, title }) => ({ value: name, label: title }))}
          value={search.workflow ?? null}
          onChange={(workflow) => change({ workflow })}
          clearable
          searchable
          w={220}
        />
      )}
      <Select
        aria-label={t('filter.time')}
        placeholder={t('filter.since.all')}
        data={SINCE.map((value) => ({ value, label: t(`filter.since.${value}`) }))}
        value={search.since ?? null}
        onChange={(since) => change({ since })}
        clearable
        w={160}
      />
      {filtered && (
        <Button variant="subtle" onClick={() => onSearch({})}>
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}
