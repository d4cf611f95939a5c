import { ActionIcon } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch, IconX } from '@tabler/icons-react';
import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { KeyHint } from '../../../../components/key-hint.tsx';
import { hintOf } from '../../../../keys.ts';
import type { Find } from '../../hooks/use-find.ts';
import { FIND_FILTERS } from '../../model/find/find-query.ts';
import styles from './find-field.module.css';

interface Props {
  readonly find: Find;
  readonly field: RefObject<HTMLInputElement | null>;
  /** Leaves the field for what is found. */
  readonly onLeave: () => void;
}

/** The search of the workflow: Enter and F3 go from one found step to the next. */
export function FindField({ find, field, onLeave }: Props): ReactElement {
  const { t } = useTranslation('workbench');
  const { query, setQuery, found, unknown, at, step } = find;
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    }
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      onLeave();
    }
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    if (query === '') onLeave();
    else setQuery('');
  };
  return (
    <search className={styles.find}>
      <div className={styles.box}>
        <IconSearch size={16} className={styles.icon} aria-hidden="true" />
        <input
          ref={field}
          type="search"
          className={styles.input}
          value={query}
          placeholder={t('find.title')}
          aria-label={t('find.title')}
          aria-keyshortcuts="Control+F Meta+F"
          aria-describedby="find-state"
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={press}
        />
        {query === '' ? (
          <KeyHint keys={hintOf('findStep')} />
        ) : (
          <ActionIcon size={24} aria-label={t('find.clear')} onClick={() => setQuery('')}>
            <IconX size={14} aria-hidden="true" />
          </ActionIcon>
        )}
      </div>
      <div id="find-state" className={styles.state} data-shown={query !== ''} role="status">
        {query !== '' && (
          <>
            <span className={styles.count}>
              {unknown.length > 0
                ? t('find.unknown', { filter: unknown[0] })
                : t(found.length === 0 ? 'find.none' : 'find.count', { at, count: found.length })}
            </span>
            {found.length > 0 && (
              <span className={styles.walk}>
                <ActionIcon size={24} aria-label={t('find.previous')} onClick={() => step(-1)}>
                  <IconChevronUp size={14} aria-hidden="true" />
                </ActionIcon>
                <ActionIcon size={24} aria-label={t('find.next')} onClick={() => step(1)}>
                  <IconChevronDown size={14} aria-hidden="true" />
                </ActionIcon>
              </span>
            )}
          </>
        )}
      </div>
      {query !== '' && found.length === 0 && (
        <div className={styles.filters} role="group" aria-label={t('find.filters')}>
          {FIND_FILTERS.map((filter) => (
            <button
              key={filter}
              type="button"
              className={styles.filter}
              onClick={() => {
                setQuery(filter);
                field.current?.focus();
              }}
            >
              {filter}
            </button>
          ))}
        </div>
      )}
    </search>
  );
}
