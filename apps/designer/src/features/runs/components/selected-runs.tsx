import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { BulkBar } from '../../../components/bulk/bulk-bar.tsx';
import { BulkDialog } from '../../../components/bulk/bulk-dialog.tsx';
import type { BulkVerb } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { matchingRunsQuery, toBulkFilter } from '../../../lib/queries/bulk.ts';
import type { RunFilter } from '../../../lib/queries/runs.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { searchesData } from '../model/query-text.ts';
import { isEmpty, type Selection } from '../model/selection.ts';
import type { RunSelection } from '../use-run-selection.ts';
import { useRowKeys } from '../use-row-keys.ts';

const MOST_RUNS = 100_000;

interface Selecting {
  readonly filter: RunFilter;
  readonly selected: RunSelection;
}
type Props = Pick<Selecting, 'filter'> & { readonly selected: RunSelection | undefined };

/** The keys of a list of runs, and what can be done to those that are selected: nothing where nobody may select. */
export function SelectedRuns({ filter, selected }: Props): ReactElement | null {
  return selected === undefined ? null : <Selected filter={filter} selected={selected} />;
}

function Selected({ filter, selected }: Selecting): ReactElement | null {
  const { selection, rows, selectAll, clear } = selected;
  const [action, act] = useState<BulkVerb>();
  const isNothing = isEmpty(selection);
  // Such a search looks at runs one by one: only those that it has found can be acted on.
  const isOfData = searchesData(filter.q ?? '');
  const choose = (verb: BulkVerb): void => {
    if (!isNothing) act(verb);
  };
  useRowKeys({
    ...{ onToggle: rows.onToggle, onAll: isOfData ? rows.onToggleAll : selectAll, onClear: clear, onAct: choose },
    isOff: action !== undefined,
  });
  const matching = useQuery({ ...matchingRunsQuery(filter), enabled: !isNothing && !isOfData });
  const words = useWords(selection, matching);
  if (isNothing) return null;
  const runs = selection.kind === 'all' ? { filter: toBulkFilter(filter) } : { runIds: [...selection.ids] };
  return (
    <>
      <BulkBar
        text={words.text}
        selectAll={words.selectAll === undefined ? undefined : { label: words.selectAll, onClick: selectAll }}
        onAct={act}
        onClear={clear}
      />
      {action !== undefined && <BulkDialog action={action} runs={runs} onClose={() => act(undefined)} />}
    </>
  );
}

interface Matching {
  readonly data: { readonly total: number } | undefined;
  readonly error: unknown;
}

function useWords(
  selection: Selection,
  { data, error }: Matching,
): { readonly text: string; readonly selectAll?: string } {
  const { t } = useTranslation('bulk');
  const isTooMany = (error as { readonly code?: unknown } | null)?.code === 'bulk.too_many';
  if (selection.kind === 'all') {
    if (data !== undefined) return { text: t('bar.allSelected', { shown: formatCount(data.total) }) };
    if (isTooMany) return { text: t('bar.allSelectedMany', { shown: formatCount(MOST_RUNS) }) };
    return { text: t('bar.allSelectedUnknown') };
  }
  const count = selection.ids.size;
  const text = t('bar.selected', { count, shown: formatCount(count) });
  if (data === undefined || data.total <= count) return { text };
  return { text, selectAll: t('bar.selectAll', { shown: formatCount(data.total) }) };
}
