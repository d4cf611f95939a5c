import { IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, useCallback, useMemo } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import {
  type CanvasEvents,
  type CanvasSelection,
  type CardMark,
  edgeItem,
  NOTHING_SELECTED,
} from '../../../components/canvas/canvas-events.ts';
import { slotId } from '../../../components/canvas/model/slot.ts';
import { WorkflowCanvas } from '../../../components/canvas/workflow-canvas.tsx';
import { KeyHint } from '../../../components/key-hint.tsx';
import { hintOf } from '../../../keys.ts';
import { useCommandKeys } from '../hooks/use-command-keys.ts';
import { slotOfSelection } from '../hooks/use-designer-commands.ts';
import { useDrop } from '../hooks/use-drop.ts';
import { usePaste } from '../hooks/use-paste.ts';
import { useTestingContext } from '../hooks/testing/testing-context.ts';
import { selectionOfMenu } from '../model/menus/menus.ts';
import styles from '../designer-page.module.css';
import { anchorAt } from './menus/overlay.ts';
import { useWorkbench } from './workbench-context.ts';

interface Props {
  readonly problemCounts: Readonly<Record<string, number>>;
  /** What a search finds. */
  readonly found: readonly string[];
}

/** The canvas of a draft, with everything that edits it. */
export function DesignerCanvas({ problemCounts, found }: Props): ReactElement {
  const workbench = useWorkbench();
  const { document, connectors, selection, isReadOnly, refuse } = workbench;
  const { shownStates, marks: ofTests } = useTestingContext();
  const { stepStates, iterations, showIteration } = shownStates;
  const marks = useMemo(() => withFound(ofTests, found), [ofTests, found]);
  const events = useCanvasEvents();
  const runCommand = useCommandKeys(refuse);
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') workbench.setSelection(NOTHING_SELECTED);
    else runCommand(event);
  };
  const paste = usePaste();
  return (
    <WorkflowCanvas
      document={document}
      readOnly={isReadOnly}
      connectors={connectors}
      selection={selection}
      problems={problemCounts}
      marks={marks}
      iterations={iterations}
      onIteration={showIteration}
      {...(stepStates === undefined ? {} : { stepStates })}
      {...events}
      {...(isReadOnly ? {} : { corner: <AddStep />, onKey: press, onPaste: paste })}
    />
  );
}

type Marks = Readonly<Record<string, readonly CardMark[]>>;

/** The marks of cards, with one for each hit of a search. */
function withFound(marks: Marks, found: readonly string[]): Marks {
  if (found.length === 0) return marks;
  const hits = found.map((name) => [name, [...(marks[name] ?? []), 'found' as const]] as const);
  return { ...marks, ...Object.fromEntries(hits) };
}

/** What the canvas tells, as commands. */
function useCanvasEvents(): CanvasEvents {
  const { selection, setSelection, open, commands } = useWorkbench();
  const drop = useDrop();
  const add = useCallback<NonNullable<CanvasEvents['onAdd']>>(
    (slot, anchor) => open({ kind: 'add', slot, anchor: anchor.getBoundingClientRect() }),
    [open],
  );
  return {
    onSelect: (next: CanvasSelection) => setSelection(next),
    onAdd: add,
    onMenu: (target, at) => {
      setSelection(selectionOfMenu(selection, target, ({ slot }) => edgeItem(slotId(slot))));
      open({ kind: 'menu', target, anchor: anchorAt(at) });
    },
    onRetarget: (slot, to, anchor) => {
      if (to === undefined) open({ kind: 'connect', from: slot, anchor });
      else commands.connect(slot, to);
    },
    onDisconnect: (slot) => commands.connect(slot, undefined),
    onDrop: drop,
  };
}

function AddStep(): ReactElement {
  const { t } = useTranslation('designer');
  const workbench = useWorkbench();
  return (
    <button
      type="button"
      className={styles.addStep}
      aria-keyshortcuts={hintOf('add')}
      onClick={({ currentTarget }) =>
        workbench.open({
          kind: 'add',
          slot: slotOfSelection(workbench),
          anchor: currentTarget.getBoundingClientRect(),
        })
      }
    >
      <IconPlus size={16} aria-hidden="true" />
      <span>{t('addStep')}</span>
      <KeyHint keys={hintOf('add')} />
    </button>
  );
}
