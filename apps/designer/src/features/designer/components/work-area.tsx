import { useLocalStorage } from '@mantine/hooks';
import { type ReactElement, useCallback, useMemo, useState } from 'react';
import { slotId, type Slot } from '../../../components/canvas/model/slot.ts';
import { Splitter } from '../../../components/splitter.tsx';
import { countProblems } from '../model/problems.ts';
import styles from '../designer-page.module.css';
import { DesignerCanvas } from './designer-canvas.tsx';
import { Drawer } from './drawer.tsx';
import { Outline } from './outline.tsx';
import { QuickAdd } from './quick-add.tsx';
import { SelectedPanel } from './selected-panel.tsx';
import { useWorkbench } from './workbench-context.ts';

interface Adding {
  readonly slot: Slot;
  readonly anchor: DOMRect;
  /** What had the focus, and gets it back when nothing is added. */
  readonly opener: Element | null;
}

/** Outline, canvas, panel and drawer. */
export function WorkArea(): ReactElement {
  const { document, problems, selected, select, connectors, commands } = useWorkbench();
  const [adding, setAdding] = useState<Adding>();
  const [width, setWidth] = useLocalStorage({ key: 'millrace-panel', defaultValue: 420 });
  const [isOutlineOpen, openOutline] = useState(false);
  const counts = useMemo(() => countProblems(problems), [problems]);
  const openAdd = useCallback((slot: Slot, anchor: Element) => {
    setAdding({ slot, anchor: anchor.getBoundingClientRect(), opener: globalThis.document.activeElement });
  }, []);
  return (
    <div className={styles.workbench} data-outline={isOutlineOpen}>
      <div className={styles.outline} data-region="outline">
        <Outline document={document} connectors={connectors} selected={selected} problems={counts} onSelect={select} />
      </div>
      <div className={styles.middle}>
        <div className={styles.canvas} data-region="canvas">
          <DesignerCanvas problemCounts={counts} onAdd={openAdd} onOutline={() => openOutline(!isOutlineOpen)} />
        </div>
        <Drawer isOutlineOpen={isOutlineOpen} onOutline={() => openOutline(!isOutlineOpen)} />
      </div>
      {selected !== undefined && (
        <>
          <Splitter size={width} min={360} max={720} onResize={setWidth} />
          <div className={styles.panel} style={{ width }} data-region="panel">
            <SelectedPanel key={selected} selected={selected} />
          </div>
        </>
      )}
      {adding !== undefined && (
        <QuickAdd
          key={slotId(adding.slot)}
          connectors={connectors}
          anchor={adding.anchor}
          onPick={(choice) => {
            setAdding(undefined);
            commands.add(adding.slot, choice);
          }}
          onClose={() => {
            setAdding(undefined);
            if (adding.opener instanceof HTMLElement) adding.opener.focus();
          }}
        />
      )}
    </div>
  );
}
