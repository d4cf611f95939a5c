import { type ComponentProps, memo, type ReactElement, useDeferredValue } from 'react';
import { TestingContext, useTestingContext } from '../../hooks/testing/testing-context.ts';
import { useWorkbench, WorkbenchContext } from '../workbench-context.ts';
import { Outline } from './outline.tsx';

/** While what it is given waits, nothing of it is drawn. */
const DrawnOutline = memo(Outline);

/**
 * The outline, drawn after the canvas and the panel beside it. Nothing that is typed into may stand here: it would show a text
 * that is behind. Commands ask for the newest draft, so they may be given from here.
 */
export function DeferredOutline(props: ComponentProps<typeof Outline>): ReactElement {
  const workbench = useDeferredValue(useWorkbench());
  const testing = useDeferredValue(useTestingContext());
  const given = useDeferredValue(props);
  return (
    <WorkbenchContext value={workbench}>
      <TestingContext value={testing}>
        <DrawnOutline {...given} />
      </TestingContext>
    </WorkbenchContext>
  );
}
