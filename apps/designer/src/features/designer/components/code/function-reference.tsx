import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import {
  type ExpressionFunction,
  FUNCTION_GROUPS,
  groupOf,
  searchFunctions,
  signatureInWords,
} from '../../model/function-table.ts';
import { askExpressions } from './expression-asker.ts';
import { functionsOf } from './expression-knowledge.ts';
import helpStyles from './function-help.module.css';
import styles from './function-reference.module.css';

const NONE: readonly ExpressionFunction[] = [];

/** Every function with its help; its example can be inserted. */
export function FunctionReference({ onInsert }: { readonly onInsert: (example: string) => void }): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const functions = useFunctions();
  const [query, setQuery] = useState('');
  const found = searchFunctions(functions, query);
  const isSearch = query.trim() !== '';
  return (
    <section className={styles.reference} aria-label={t('functions.title')}>
      <TextInput
        type="search"
        size="xs"
        value={query}
        leftSection={<IconSearch size={14} aria-hidden="true" />}
        placeholder={t('functions.search')}
        aria-label={t('functions.search')}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <p className={styles.count} role="status">
        {found.length === 0 && isSearch
          ? t('functions.none', { query })
          : t('functions.count', { count: found.length })}
      </p>
      <div className={styles.list}>
        {isSearch ? (
          <Entries functions={found} onInsert={onInsert} />
        ) : (
          FUNCTION_GROUPS.map((group) => (
            <section key={group}>
              <h4 className={styles.group}>{t(`functions.group.${group}`)}</h4>
              <Entries functions={found.filter(({ name }) => groupOf(name) === group)} onInsert={onInsert} />
            </section>
          ))
        )}
      </div>
    </section>
  );
}

function useFunctions(): readonly ExpressionFunction[] {
  const [functions, setFunctions] = useState(NONE);
  useEffect(() => {
    let isWanted = true;
    void functionsOf(askExpressions).then((found) => isWanted && setFunctions(found));
    return () => {
      isWanted = false;
    };
  }, []);
  return functions;
}

interface EntriesProps {
  readonly functions: readonly ExpressionFunction[];
  readonly onInsert: (example: string) => void;
}

function Entries({ functions, onInsert }: EntriesProps): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  return (
    <ul className={styles.entries}>
      {functions.map((found) => (
        <li key={found.name} className={styles.entry}>
          <div className={helpStyles.head}>
            <code className={helpStyles.signature}>{signatureInWords(found)}</code>
            {found.origin === 'millrace' && (
              <span className={helpStyles.badge} title={t('functions.millraceOnlyWhy')}>
                {t('functions.millraceOnly')}
              </span>
            )}
          </div>
          <p className={styles.help}>{found.help}</p>
          <button
            type="button"
            className={styles.example}
            aria-label={t('functions.insertExampleOf', { name: `$${found.name}` })}
            title={t('functions.insertExample')}
            onClick={() => onInsert(found.example)}
          >
            {found.example}
          </button>
        </li>
      ))}
    </ul>
  );
}
