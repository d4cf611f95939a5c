import { Button, Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { SearchField } from '../../../components/search-field.tsx';
import { WorkflowSelect } from '../../../components/workflow-select.tsx';
import { useSearchText } from '../../../hooks/use-search-text.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { type ErrorSearch, readErrorSearch, SHOWN_STATES } from '../model/error-search.ts';
import styles from '../errors.module.css';

interface Props {
  readonly search: ErrorSearch;
  readonly onSearch: (search: ErrorSearch) => void;
}

/** What narrows the list of errors; the address keeps it. */
export function GroupFilters({ search, onSearch }: Props): ReactElement {
  const { t } = useTranslation('errors');
  const change = (part: Readonly<Record<string, string | null>>): void =>
    onSearch(readErrorSearch({ ...search, ...part }));
  const typed = useSearchText(search.text, (text) => change({ text }));
  const clear = (): void => {
    typed.clear();
    onSearch({});
  };
  return (
    <div className={styles.filters} role="search" aria-label={t('filter.label')}>
      <Select
        aria-label={t('filter.state')}
        data={SHOWN_STATES.map((value) => ({ value, label: value === 'all' ? t('filter.all') : t(`state.${value}`) }))}
        value={search.state ?? 'open'}
        onChange={(state) => change({ state })}
        allowDeselect={false}
        w={140}
      />
      <WorkflowSelect
        label={t('filter.workflow')}
        placeholder={t('filter.anyWorkflow')}
        value={search.workflow}
        onChange={(workflow) => change({ workflow })}
      />
      <SearchField typed={typed} label={t('filter.text')} width={260} />
      <Select
        aria-label={t('filter.order')}
        data={(['newest', 'frequent'] as const).map((value) => ({ value, label: t(`filter.${value}`) }))}
        value={search.order ?? 'newest'}
        onChange={(order) => change({ order })}
        allowDeselect={false}
        w={190}
      />
      {Object.keys(search).length > 0 && (
        <Button variant="subtle" onClick={clear}>
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}
