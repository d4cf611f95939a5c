import { type ReactElement, type ReactNode, useMemo } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { useNewestCall } from '../../../../hooks/use-newest-call.ts';
import { useProvidedCommands } from '../../../../lib/page-commands.ts';
import { readPath } from '../../../../lib/step-path.ts';
import { TestingContext } from '../../hooks/testing/testing-context.ts';
import { useRunAtFirst } from '../../hooks/testing/use-run-at-first.ts';
import { useTesting } from '../../hooks/testing/use-testing.ts';
import { useWorkflowEvents } from '../../hooks/use-workflow-events.ts';
import { useWorkbench } from '../workbench-context.ts';
import { TESTING_WORDS } from './words.ts';

interface Props {
  /** The run whose data is chosen at first. */
  readonly run: string | undefined;
  readonly children: ReactNode;
}

/** Gives all parts of the designer the chosen data, and the test that runs. */
export function TestingProvider({ run, children }: Props): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { workspace, draft, document, connectors, select, openDrawer } = useWorkbench();
  const testing = useTesting({
    workspace,
    draft,
    connectors,
    onFailedStep: (path) => select(readPath(path).parts.at(-1)?.name),
  });
  const { source, choose, data, start } = testing;
  useWorkflowEvents(document.name, {
    onSaved: draft.heardOf,
    onGap: draft.catchUp,
    // What comes in is what is mapped next, unless somebody chose a run.
    onCaptured: (id) => {
      if (source.kind !== 'run') choose({ kind: 'capture', id });
    },
  });
  useRunAtFirst(run, choose);
  const testDraft = useNewestCall(() => {
    openDrawer('run');
    // Why it did not start is shown in the drawer.
    start({ input: data.input }).catch(() => undefined);
  });
  useProvidedCommands(
    'testing',
    useMemo(() => [{ id: 'run' as const, label: t('testHelp'), run: testDraft }], [t, testDraft]),
  );
  return <TestingContext value={testing}>{children}</TestingContext>;
}
