import { Button, SegmentedControl, Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { SearchField } from '../../../components/search-field.tsx';
import { WorkflowSelect } from '../../../components/workflow-select.tsx';
import { useSearchText } from '../../../hooks/use-search-text.ts';
import { DEAD_LETTER_SOURCES, DEAD_LETTER_STAGES } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { type LetterSearch, readLetterSearch, SHOWN_STATES } from '../model/letter-search.ts';
import styles from '../dead-letters.module.css';

interface Props {
  readonly search: LetterSearch;
  readonly onSearch: (search: LetterSearch) => void;
}

/** What narrows the list, and whether it is by reason; the address keeps it. */
export function LetterFilters({ search, onSearch }: Props): ReactElement {
  const { t } = useTranslation('deadLetters');
  const change = (part: Readonly<Record<string, string | null>>): void =>
    onSearch(readLetterSearch({ ...search, ...part }));
  const typed = useSearchText(search.text, (text) => change({ text }));
  const clear = (): void => {
    typed.clear();
    onSearch({});
  };
  return (
    <div className={styles.filters} role="search" aria-label={t('filter.label')}>
      <SegmentedControl
        aria-label={t('filter.view')}
        data={(['list', 'groups'] as const).map((value) => ({ value, label: t(`filter.${value}`) }))}
        value={search.view ?? 'list'}
        onChange={(view) => change({ view })}
      />
      <Select
        aria-label={t('filter.state')}
        data={SHOWN_STATES.map((value) => ({ value, label: value === 'all' ? t('filter.all') : t(`state.${value}`) }))}
        value={search.state ?? 'open'}
        onChange={(state) => change({ state })}
        allowDeselect={false}
        w={140}
      />
      <Select
        aria-label={t('filter.source')}
        placeholder={t('filter.anySource')}
        data={DEAD_LETTER_SOURCES.map((value) => ({ value, label: t(`source.${value}`) }))}
        value={search.source ?? null}
        onChange={(source) => change({ source })}
        clearable
        w={140}
      />
      <Select
        aria-label={t('filter.stage')}
        placeholder={t('filter.anyStage')}
        data={DEAD_LETTER_STAGES.map((value) => ({ value, label: t(`stage.${value}`) }))}
        value={search.stage ?? null}
        onChange={(stage) => change({ stage })}
        clearable
        w={170}
      />
      <WorkflowSelect
        label={t('filter.workflow')}
        placeholder={t('filter.anyWorkflow')}
        value={search.workflow}
        onChange={(workflow) => change({ workflow })}
      />
      <SearchField typed={typed} label={t('filter.text')} width={240} />
      {Object.keys(search).length > 0 && (
        <Button variant="subtle" onClick={clear}>
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}
