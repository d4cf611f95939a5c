import { useLocalStorage } from '@mantine/hooks';
import { type ReactElement, useCallback, useMemo, useState } from 'react';
import { slotId, type Slot } from '../../../components/canvas/model/slot.ts';
import { Splitter } from '../../../components/splitter.tsx';
import { useNewestConnections } from '../hooks/use-newest-connections.ts';
import { slotAtEnd } from '../model/commands/slot-after.ts';
import { useWantedStep } from '../hooks/use-wanted-step.ts';
import { countProblems } from '../model/problems.ts';
import { withOnlyConnection } from '../model/step-templates.ts';
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
  /** Nothing but the steps of this connector is offered. */
  readonly only?: string;
}

/** Outline, canvas, panel and drawer. */
export function WorkArea({ add }: { readonly add: string | undefined }): ReactElement {
  const { document, problems, selected, select, connectors, commands } = useWorkbench();
  const [adding, setAdding] = useState<Adding>();
  const [width, setWidth] = useLocalStorage({ key: 'millrace-panel', defaultValue: 420 });
  const [isOutlineOpen, openOutline] = useState(false);
  const counts = useMemo(() => countProblems(problems), [problems]);
  const openAdd = useCallback((slot: Slot, anchor: Element) => {
    setAdding({ slot, anchor: anchor.getBoundingClientRect(), opener: globalThis.document.activeElement });
  }, []);
  const readConnections = useNewestConnections();
  const middle = useWantedStep(add, (only, anchor) =>
    setAdding({ slot: slotAtEnd(document), anchor, opener: null, only }),
  );
  return (
    <div className={styles.workbench} data-outline={isOutlineOpen}>
      <div className={styles.outline} data-region="outline">
        <Outline document={document} connectors={connectors} selected={selected} problems={counts} onSelect={select} />
      </div>
      <div className={styles.middle}>
        <div ref={middle} className={styles.canvas} data-region="canvas">
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
          {...(adding.only === undefined ? {} : { only: adding.only })}
          anchor={adding.anchor}
          onPick={(choice) => {
            setAdding(undefined);
            void readConnections().then((connections) =>
              commands.add(adding.slot, withOnlyConnection(choice, { connectors, connections })),
            );
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
