import { Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type ReactElement, useRef } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { KeyHint } from '../../../components/key-hint.tsx';
import { useFindKey } from '../../../hooks/use-find-key.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import styles from '../connectors.module.css';
import { categoryTitle } from '../model/members.ts';
import { categoriesOf, type CatalogueSearch, filterCatalogue, originsOf } from '../model/catalogue.ts';

interface Props {
  readonly connectors: readonly ConnectorDescription[];
  readonly search: CatalogueSearch;
  readonly onSearch: (search: CatalogueSearch) => void;
}

/** Without the members that have no value. */
function searchOf({
  text,
  category,
  origin,
}: { readonly [Key in keyof CatalogueSearch]: CatalogueSearch[Key] | undefined }): CatalogueSearch {
  return {
    ...(text === undefined || text === '' ? {} : { text }),
    ...(category === undefined ? {} : { category }),
    ...(origin === undefined ? {} : { origin }),
  };
}

/** Finds in the catalogue, and narrows it to who made what. */
export function CatalogueFilters({ connectors, search, onSearch }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const input = useRef<HTMLInputElement>(null);
  useFindKey(input);
  const actionCount = connectors.reduce((sum, { actions }) => sum + actions.length, 0);
  const placeholder = t('searchAll', { count: connectors.length, actions: actionCount });
  const origins = originsOf(connectors);
  return (
    <div className={styles.filters} role="search">
      <TextInput
        ref={input}
        className={styles.search}
        type="search"
        aria-label={t('search')}
        aria-keyshortcuts="/"
        placeholder={placeholder}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        rightSection={(search.text ?? '') === '' ? <KeyHint keys="/" /> : null}
        value={search.text ?? ''}
        onChange={(event) => onSearch(searchOf({ ...search, text: event.currentTarget.value }))}
      />
      <Select
        className={styles.originFilter}
        aria-label={t('madeBy')}
        placeholder={t('madeByAnybody')}
        data={origins.map(({ value, count }) => ({ value, label: `${t(`origin.${value}`)} · ${count}` }))}
        value={search.origin ?? null}
        clearable
        clearButtonProps={{ 'aria-label': t('madeByAnybody') }}
        onChange={(value) =>
          onSearch(searchOf({ ...search, origin: origins.find((known) => known.value === value)?.value }))
        }
      />
      <Select
        className={styles.categorySelect}
        aria-label={t('category')}
        placeholder={t('anyCategory')}
        data={categoriesOf(connectors).map(({ value, count }) => ({
          value,
          label: `${categoryTitle(value)} · ${count}`,
        }))}
        value={search.category ?? null}
        clearable
        clearButtonProps={{ 'aria-label': t('anyCategory') }}
        onChange={(value) => onSearch(searchOf({ ...search, category: value ?? undefined }))}
      />
    </div>
  );
}

/** The categories of what the other filters leave, with counts. */
export function CategoryFacet({ connectors, search, onSearch }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const others = searchOf({ ...search, category: undefined });
  const left = filterCatalogue(connectors, others);
  const choices = [
    { value: undefined, label: t('all'), count: left.length },
    ...categoriesOf(left).map(({ value, count }) => ({ value, label: categoryTitle(value), count })),
  ];
  return (
    <nav className={styles.facet} aria-label={t('category')}>
      <h2>{t('category')}</h2>
      {choices.map(({ value, label, count }) => (
        <button
          key={label}
          type="button"
          aria-current={value === search.category ? 'true' : undefined}
          onClick={() => onSearch(searchOf({ ...search, category: value }))}
        >
          <span>{label}</span>
          <span className={styles.facetCount}>{count}</span>
        </button>
      ))}
    </nav>
  );
}
