import { type ReactElement, type ReactNode, useDeferredValue } from 'react';
import { TestingContext, useTestingContext } from '../hooks/testing/testing-context.ts';
import { useWorkbench, WorkbenchContext } from './workbench-context.ts';

/**
 * Draws large pictures of the document after the field that somebody types in. Nothing that is typed into may stand here: it
 * would show a text that is behind. Commands ask for the newest draft, so they may be given from here.
 */
export function Later({ children }: { readonly children: ReactNode }): ReactElement {
  const workbench = useDeferredValue(useWorkbench());
  const testing = useDeferredValue(useTestingContext());
  const content = useDeferredValue(children);
  return (
    <WorkbenchContext value={workbench}>
      <TestingContext value={testing}>{content}</TestingContext>
    </WorkbenchContext>
  );
}
