import type { WorkflowDocument } from '@millrace/machine';
import { useCallback, useMemo, useState } from 'react';
import { type CanvasItem, type CanvasSelection, selectOnly } from '../../../components/canvas/canvas-events.ts';
import type { DrawerTab } from '../components/drawer.tsx';
import type { WantedField } from '../components/workbench-context.ts';
import { firstItem, isSameSelection, readItem, selectionIn } from '../model/items.ts';
import { pointerOfField, selectionOfProblem } from '../model/problems.ts';

/** What is open in the designer. */
export interface Place {
  readonly selection: CanvasSelection;
  readonly setSelection: (selection: CanvasSelection) => void;
  /** The step or trigger whose panel is open. */
  readonly selected: CanvasItem | undefined;
  readonly select: (item: CanvasItem | undefined) => void;
  readonly wanted: WantedField | undefined;
  readonly want: (field: WantedField) => void;
  /** Selects what a path belongs to and puts the focus into its field. */
  readonly goTo: (path: string) => void;
  readonly drawer: DrawerTab | undefined;
  readonly openDrawer: (tab: DrawerTab | undefined) => void;
}

interface Beginning {
  readonly step: string | undefined;
  readonly field: string | undefined;
}

/** What is selected, the field that is to take the focus, the drawer. `step` is open at first, with the focus in `field`. */
export function usePlace(document: WorkflowDocument, { step, field }: Beginning): Place {
  const [chosen, choose] = useState(() => selectOnly(step ?? firstItem(document)));
  const [wanted, want] = useState<WantedField | undefined>(() =>
    step === undefined || field === undefined ? undefined : { path: pointerOfField(document, step, field) },
  );
  const [drawer, openDrawer] = useState<DrawerTab>();
  const selection = useMemo(() => selectionIn(document, chosen), [document, chosen]);
  const setSelection = useCallback((next: CanvasSelection) => {
    choose((before) => (isSameSelection(before, next) ? before : next));
    want(undefined);
  }, []);
  const select = useCallback((item: CanvasItem | undefined) => setSelection(selectOnly(item)), [setSelection]);
  const { current } = selection;
  return {
    selection,
    setSelection,
    selected: current === undefined || current.startsWith('edge:') ? undefined : current,
    select,
    wanted,
    want,
    drawer,
    openDrawer,
    goTo: (path) => {
      const item = selectionOfProblem({ path });
      if (item === undefined || readItem(document, item) === undefined) openDrawer('json');
      else select(item);
      want({ path });
    },
  };
}
