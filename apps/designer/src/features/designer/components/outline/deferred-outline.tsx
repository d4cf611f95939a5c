import { type ComponentProps, memo, type ReactElement, useDeferredValue } from 'react';
import { TestingContext, useTestingContext } from '../../hooks/testing/testing-context.ts';
import { useNewestCall } from '../../../../hooks/use-newest-call.ts';
import { usePaste } from '../../hooks/use-paste.ts';
import { useWorkbench, WorkbenchContext } from '../workbench-context.ts';
import { Outline } from './outline.tsx';
import styles from './outline.module.css';

/** While what it is given waits, nothing of it is drawn. */
const DrawnOutline = memo(Outline);

/**
 * The outline, drawn after the canvas and the panel beside it. Nothing that is typed into may stand here: it would show a text
 * that is behind. Commands ask for the newest draft, so they may be given from here; what depends on the selection is told the newest
 * one, or a key that follows a click at once would act on what was selected before it.
 */
export function DeferredOutline(
  props: Omit<ComponentProps<typeof Outline>, 'onPaste' | 'newestSelection'>,
): ReactElement {
  const newest = useWorkbench();
  const onPaste = useNewestCall(usePaste());
  const newestSelection = useNewestCall(() => newest.selection);
  const workbench = useDeferredValue(newest);
  const testing = useDeferredValue(useTestingContext());
  const given = useDeferredValue(props);
  const isDrawn = useDeferredValue(true, false);
  if (!isDrawn) return <div className={styles.tree} />;
  return (
    <WorkbenchContext value={workbench}>
      <TestingContext value={testing}>
        <DrawnOutline {...given} {...{ onPaste, newestSelection }} />
      </TestingContext>
    </WorkbenchContext>
  );
}
