import { useState } from 'react';
import { useMay } from '../../lib/permissions.ts';
import type { RowSelection } from '../../components/run-table.tsx';
import {
  EVERYTHING,
  extendTo,
  isSelected,
  NOTHING,
  type Selection,
  stateOf,
  toggle,
  toggleShown,
} from './model/selection.ts';

export interface RunSelection {
  readonly selection: Selection;
  readonly rows: RowSelection;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** Which runs of a list are selected; of another list, none. Who may not act on runs selects nothing. */
export function useRunSelection(list: string, shown: readonly string[]): RunSelection | undefined {
  const mayOperate = useMay('run.operate');
  const [kept, keep] = useState<{ readonly list: string; readonly selection: Selection }>({ list, selection: NOTHING });
  const selection = kept.list === list ? kept.selection : NOTHING;
  const select = (next: Selection): void => keep({ list, selection: next });
  if (!mayOperate) return undefined;
  return {
    selection,
    rows: {
      isSelected: (id) => isSelected(selection, id),
      state: stateOf(selection, shown),
      onToggle: (id, isRange) => select(isRange ? extendTo(selection, id, shown) : toggle(selection, id, shown)),
      onToggleAll: () => select(toggleShown(selection, shown)),
    },
    selectAll: () => select(EVERYTHING),
    clear: () => select(NOTHING),
  };
}
