import { Button, Checkbox, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactElement, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { OpenApiImport } from '../hooks/use-openapi-import.ts';
import {
  countSuggestions,
  filterOperations,
  isMemberName,
  type OpenApiDraft,
  type Operation,
  renameOperation,
  selectOperations,
  usable,
} from '../model/openapi-draft.ts';
import styles from './maker.module.css';

const ROW_PX = 44;
const MOST_PX = 420;

interface Props {
  readonly draft: OpenApiDraft;
  readonly operations: readonly Operation[];
  readonly of: OpenApiImport;
}

/** Which operations become actions, and what those are called. Thousands are listed without being drawn. */
export function OperationsStep({ draft, operations, of }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const [text, setText] = useState('');
  const shown = useMemo(() => filterOperations(operations, text), [operations, text]);
  const choosable = useMemo(() => usable(shown), [shown]);
  const selectedCount = choosable.filter(({ key }) => draft.selected.has(key)).length;
  const suggested = countSuggestions(draft, operations);
  return (
    <>
      <div className={styles.operationTools}>
        <Checkbox
          label={t(text === '' ? 'openapi.selectAll' : 'openapi.selectFound')}
          checked={choosable.length > 0 && selectedCount === choosable.length}
          indeterminate={selectedCount > 0 && selectedCount < choosable.length}
          onChange={(event) => of.change(selectOperations(draft, choosable, event.currentTarget.checked))}
        />
        <TextInput
          type="search"
          aria-label={t('openapi.searchOperations')}
          placeholder={t('openapi.searchOperations')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <span className={styles.quiet} role="status">
          {t('openapi.selected', { count: draft.selected.size, all: operations.length })}
        </span>
      </div>
      <OperationRows draft={draft} operations={shown} of={of} />
      {suggested > 0 && (
        <Checkbox
          label={t('openapi.suggestions', { count: suggested })}
          description={t('openapi.suggestionsHelp')}
          checked={draft.takesSuggestions}
          onChange={(event) => of.change({ ...draft, takesSuggestions: event.currentTarget.checked })}
        />
      )}
      {of.faults.includes('operations') && <p role="alert">{t('openapi.operationsFault')}</p>}
      {of.faults.includes('renamed') && <p role="alert">{t('openapi.renamedFault')}</p>}
      <div className={styles.end}>
        <Button loading={of.isMaking} onClick={of.goOn}>
          {t('openapi.continue')}
        </Button>
      </div>
    </>
  );
}

function OperationRows({ draft, operations, of }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called while drawing, never passed on
  const virtual = useVirtualizer({
    count: operations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    initialRect: { width: 800, height: 420 },
  });
  if (operations.length === 0) return <p className={styles.quiet}>{t('openapi.noOperation')}</p>;
  return (
    <div
      ref={scroller}
      className={styles.operations}
      style={{ height: Math.min(MOST_PX, virtual.getTotalSize()) }}
      role="group"
      aria-label={t('openapi.operations')}
      tabIndex={0}
    >
      <div className={styles.operationSpace} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const operation = operations[index];
          return operation === undefined ? null : (
            <OperationRow key={operation.key} operation={operation} top={start} draft={draft} onChange={of.change} />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly operation: Operation;
  readonly top: number;
  readonly draft: OpenApiDraft;
  readonly onChange: (draft: OpenApiDraft) => void;
}

function OperationRow({ operation, top, draft, onChange }: RowProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const { key, title, name, problem, isDeprecated } = operation;
  const [method = ''] = key.split(' ');
  const own = draft.renamed[key];
  return (
    <div className={styles.operation} style={{ transform: `translateY(${top}px)` }}>
      <Checkbox
        aria-label={key}
        disabled={problem !== undefined}
        checked={draft.selected.has(key)}
        onChange={(event) => onChange(selectOperations(draft, [operation], event.currentTarget.checked))}
      />
      <span className={styles.method}>{method}</span>
      <span className={styles.operationWords}>
        <span title={title}>
          {title}
          {isDeprecated && ` · ${t('state.deprecated')}`}
        </span>
        <code title={key}>{problem ?? key.slice(method.length + 1)}</code>
      </span>
      {problem === undefined && (
        <TextInput
          size="xs"
          aria-label={t('openapi.nameOf', { operation: key })}
          value={own ?? name}
          error={own !== undefined && !isMemberName(own)}
          onChange={(event) => onChange(renameOperation(draft, operation, event.currentTarget.value))}
        />
      )}
    </div>
  );
}
