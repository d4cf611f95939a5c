import { useLocalStorage } from '@mantine/hooks';
import { type ReactElement, type ReactNode, type RefObject, useMemo, useState } from 'react';
import { Splitter } from '../../../components/splitter.tsx';
import { useAfterPaint } from '../../../hooks/use-after-paint.ts';
import type { Find } from '../hooks/use-find.ts';
import { TestingContext, useTestingContext } from '../hooks/testing/testing-context.ts';
import { useWantedStep } from '../hooks/use-wanted-step.ts';
import { slotAtEnd } from '../model/commands/slot-after.ts';
import { countProblems } from '../model/problems.ts';
import styles from '../designer-page.module.css';
import type { Side } from './bench.tsx';
import { DesignerCanvas } from './designer-canvas.tsx';
import { Drawer } from './drawer.tsx';
import { CodeView } from './json/code-view.tsx';
import { LeftSide } from './outline/left-side.tsx';
import { HighlightContext } from './highlight-context.ts';
import { SelectedPanel } from './selected-panel.tsx';
import { useWorkbench, WorkbenchContext } from './workbench-context.ts';

interface Props {
  /** A connector of which a step is to be added at once. */
  readonly add: string | undefined;
  readonly find: Find;
  readonly findField: RefObject<HTMLInputElement | null>;
  readonly side: Side;
}

/** Outline, canvas, panel and drawer. */
export function WorkArea({ add, find, findField, side }: Props): ReactElement {
  const { document, problems, selected, open, isCodeOpen, isReadOnly } = useWorkbench();
  const { marks } = useTestingContext();
  const [width, setWidth] = useLocalStorage({ key: 'millrace-panel', defaultValue: 420 });
  const [codeWidth, setCodeWidth] = useLocalStorage({ key: 'millrace-code', defaultValue: 480 });
  const [highlighted, highlight] = useState<readonly string[]>([]);
  // The canvas shows what was added or chosen before its panel is made, which takes longer.
  const shown = useAfterPaint(selected);
  const counts = useMemo(() => countProblems(problems), [problems]);
  const middle = useWantedStep(add, (only, anchor) => open({ kind: 'add', slot: slotAtEnd(document), anchor, only }));
  return (
    <div className={styles.workbench}>
      {side.isOpen && !isReadOnly && (
        <div className={styles.side} data-region="outline">
          <LeftSide tab={side.tab} onTab={side.show} problems={counts} {...{ find, findField, marks }} />
        </div>
      )}
      <div className={styles.middle}>
        <div className={styles.row}>
          <div ref={middle} className={styles.canvas} data-region="canvas">
            <DesignerCanvas problemCounts={counts} found={highlighted.length > 0 ? highlighted : find.found} />
          </div>
          {isCodeOpen && !isReadOnly && (
            <>
              <Splitter size={codeWidth} min={320} max={960} onResize={setCodeWidth} />
              <div className={styles.code} style={{ width: codeWidth }} data-region="code">
                <CodeView />
              </div>
            </>
          )}
        </div>
        {!isReadOnly && <Drawer isOutlineOpen={side.isOpen} onOutline={side.toggle} />}
      </div>
      {shown !== undefined && !isReadOnly && (
        <>
          <Splitter size={width} min={360} max={720} onResize={setWidth} />
          <div className={styles.panel} style={{ width }} data-region="panel">
            <HighlightContext value={highlight}>
              <Held isHeld={shown !== selected}>
                <SelectedPanel key={shown} selected={shown} />
              </Held>
            </HighlightContext>
          </div>
        </>
      )}
    </div>
  );
}

/** Hides from what is about to go all that changes meanwhile: what comes instead is not drawn twice. */
function Held({ isHeld, children }: { readonly isHeld: boolean; readonly children: ReactNode }): ReactElement {
  const workbench = useHeld(useWorkbench(), isHeld);
  const testing = useHeld(useTestingContext(), isHeld);
  return (
    <WorkbenchContext value={workbench}>
      <TestingContext value={testing}>{children}</TestingContext>
    </WorkbenchContext>
  );
}

/** A value as it was before it was held. */
function useHeld<Value>(value: Value, isHeld: boolean): Value {
  const [kept, keep] = useState(value);
  if (isHeld) return kept;
  if (kept !== value) keep(value);
  return value;
}
