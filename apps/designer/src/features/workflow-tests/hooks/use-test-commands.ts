import { notifications } from '@mantine/notifications';
import type { WorkflowDocument, WorkflowTest } from '@millrace/machine';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '../../../lib/use-translation.ts';
import { editDraft } from '../../../lib/queries/draft.ts';
import { workflowQuery } from '../../../lib/queries/workflows.ts';
import { addTest, freeTestName, newTest, removeTest, replaceTest } from '../../../lib/workflow-tests/test-edits.ts';

/** What can be done with the tests of a draft. Each is saved at once; `open` gets the name of the test to show next. */
export interface TestCommands {
  readonly add: () => void;
  readonly save: (name: string, test: WorkflowTest, onSaved: () => void) => void;
  readonly duplicate: (test: WorkflowTest) => void;
  readonly remove: (name: string, onRemoved: () => void) => void;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly putAway: () => void;
}

interface Command {
  readonly edit: (document: WorkflowDocument) => WorkflowDocument;
  readonly said?: string;
  /** Which test is open then, once the draft is what it came to. */
  readonly opened: () => string | undefined;
  readonly onDone?: () => void;
}

/** Changes the tests of a workflow's draft, on top of whatever others saved. */
export function useTestCommands(workflow: string, open: (test: string | undefined) => void): TestCommands {
  const { t } = useTranslation('workflow-tests');
  const cache = useQueryClient();
  const command = useMutation({
    mutationFn: ({ edit }: Command) => editDraft(workflow, edit, { cache }),
    onSuccess: async (_, { said, opened, onDone }) => {
      onDone?.();
      open(opened());
      if (said !== undefined) notifications.show({ message: said });
      await cache.invalidateQueries({ queryKey: workflowQuery(workflow).queryKey });
    },
  });
  const addNamed = (wanted: string, makeTest: (document: WorkflowDocument) => WorkflowTest, said?: string): void => {
    let name = wanted;
    const edit = (document: WorkflowDocument): WorkflowDocument => {
      name = freeTestName(document, wanted);
      return addTest(document, { ...makeTest(document), name });
    };
    command.mutate({ edit, opened: () => name, ...(said === undefined ? {} : { said }) });
  };
  return {
    add: () => addNamed(t('page.addName'), (document) => newTest(document, t('page.addName'))),
    duplicate: (test) => addNamed(test.name, () => test, t('detail.duplicated')),
    save: (name, test, onDone) =>
      command.mutate({
        edit: (document) => replaceTest(document, name, test),
        ...{ said: t('detail.saved'), opened: () => test.name, onDone },
      }),
    remove: (name, onDone) =>
      command.mutate({
        edit: (document) => removeTest(document, name),
        ...{ said: t('detail.removed'), opened: () => undefined, onDone },
      }),
    isPending: command.isPending,
    error: command.error,
    putAway: command.reset,
  };
}
