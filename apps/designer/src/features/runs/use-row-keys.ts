import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { isTyping, keyBindings } from '../../keys.ts';
import type { BulkVerb } from '../../lib/contract.ts';

interface RowActs {
  readonly onToggle: (id: string, isRange: boolean) => void;
  readonly onAll: () => void;
  readonly onClear: () => void;
  readonly onAct: (action: BulkVerb) => void;
  /** While a dialog is open, or nobody may act. */
  readonly isOff: boolean;
}

const ROWS = 'tr[data-run]';
const focusedRow = (): HTMLElement | null | undefined => document.activeElement?.closest<HTMLElement>(ROWS);

/** Moves the focus to the checkbox of another row; to the first one when none has it. */
function walk(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)];
  const row = focusedRow();
  const index = row === null || row === undefined ? 0 : rows.indexOf(row) + by;
  rows[Math.max(0, Math.min(index, rows.length - 1))]?.querySelector('input')?.focus();
}

/** The keys of rows that can be selected: they mean the row that has the focus. */
export function useRowKeys({ onToggle, onAll, onClear, onAct, isOff }: RowActs): void {
  const toggle = useEffectEvent((isRange: boolean) => {
    const id = focusedRow()?.dataset.run;
    if (id === undefined) walk(1);
    else onToggle(id, isRange);
  });
  const all = useEffectEvent(onAll);
  const clear = useEffectEvent(onClear);
  const act = useEffectEvent(onAct);
  useEffect(() => {
    if (isOff) return undefined;
    const outside = (work: () => void) => (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      event.preventDefault();
      work();
    };
    return tinykeys(
      window,
      keyBindings({
        nextRow: outside(() => walk(1)),
        previousRow: outside(() => walk(-1)),
        markRow: outside(() => toggle(false)),
        markRange: outside(() => toggle(true)),
        markAll: outside(() => all()),
        unmark: outside(() => clear()),
        retryRuns: outside(() => act('retry')),
        replayRuns: outside(() => act('replay')),
        cancelRuns: outside(() => act('cancel')),
      }),
    );
  }, [isOff]);
}
