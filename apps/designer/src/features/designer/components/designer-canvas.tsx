import { type ClipboardEvent, type KeyboardEvent, type ReactElement } from 'react';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { createKeybindingsHandler } from 'tinykeys';
import { selectOnly } from '../../../components/canvas/canvas-events.ts';
import type { Slot } from '../../../components/canvas/model/slot.ts';
import { WorkflowCanvas } from '../../../components/canvas/workflow-canvas.tsx';
import { KeyHint } from '../../../components/key-hint.tsx';
import { keyBindings } from '../../../keys.ts';
import styles from '../designer-page.module.css';
import { slotAfter } from '../model/commands/slot-after.ts';
import { pathOfName, pointerOfState } from '../model/problems.ts';
import { useWorkbench, type Workbench } from './workbench-context.ts';

interface Props {
  readonly problemCounts: Readonly<Record<string, number>>;
  readonly onAdd: (slot: Slot, anchor: Element) => void;
  /** Shows or hides the outline, where there is no room for both. */
  readonly onOutline: () => void;
}

/** The canvas of a draft, with the keys that edit it. */
export function DesignerCanvas({ problemCounts, onAdd, onOutline }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const workbench = useWorkbench();
  const { document, connectors, selected, select, commands } = workbench;
  const press = (event: KeyboardEvent): void => {
    const anchor = event.currentTarget;
    const add = (): void => onAdd(slotAfter(document, selected), anchor);
    createKeybindingsHandler(bindings(workbench, { add, outline: onOutline }))(event.nativeEvent);
  };
  const paste = (event: ClipboardEvent): void => commands.paste(event.clipboardData.getData('text/plain'));
  return (
    <WorkflowCanvas
      document={document}
      readOnly={false}
      connectors={connectors}
      selection={selectOnly(selected)}
      onSelect={({ current }) => select(current)}
      problems={problemCounts}
      onAdd={onAdd}
      corner={
        <button
          type="button"
          className={styles.addStep}
          aria-keyshortcuts="N"
          onClick={(event) => onAdd(slotAfter(document, selected), event.currentTarget)}
        >
          <IconPlus size={16} aria-hidden="true" />
          {t('addStep')}
          <KeyHint keys="N" />
        </button>
      }
      onKey={press}
      onPaste={paste}
    />
  );
}

/** What the keys do to the selected step. Without one, only adding and deselecting are left. */
function bindings(
  { document, selected, select, commands, goTo, drawer, openDrawer }: Workbench,
  { add, outline }: { readonly add: () => void; readonly outline: () => void },
): ReturnType<typeof keyBindings> {
  const step = selected !== undefined && Object.hasOwn(document.machine.States, selected) ? selected : undefined;
  const on = (act: (name: string) => void) => (event: Event) => {
    if (step === undefined) return;
    event.preventDefault();
    act(step);
  };
  const always = (act: () => void) => (event: Event) => {
    event.preventDefault();
    act();
  };
  return {
    ...keyBindings({
      add: always(add),
      outline: always(outline),
      remove: on((name) => commands.remove([name])),
      duplicate: on((name) => commands.duplicate([name])),
      earlier: on((name) => commands.move(name, 'earlier')),
      later: on((name) => commands.move(name, 'later')),
      copy: on((name) => commands.copy([name])),
      cut: on((name) => commands.cut([name])),
      skip: on((name) => commands.toggleSkip([name])),
      openPanel: on((name) => goTo(pointerOfState(document, name))),
      rename: on((name) => goTo(pathOfName(document, name))),
      note: on((name) => goTo(pointerOfState(document, name, 'Comment'))),
      json: always(() => openDrawer(drawer === 'json' ? undefined : 'json')),
      drawer: always(() => openDrawer(drawer === undefined ? 'problems' : undefined)),
    }),
    Escape: () => select(undefined),
  };
}
