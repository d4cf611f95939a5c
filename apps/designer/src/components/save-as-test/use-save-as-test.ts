import type { JsonValue } from '@millrace/machine';
import type { RecordedStep } from '@millrace/workflow-tests';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { RunWithPayload } from '../../lib/contract.ts';
import { editDraft } from '../../lib/queries/draft.ts';
import { runDocumentQuery } from '../../lib/queries/run-document.ts';
import { MAX_STEPS_READ, stepsQuery } from '../../lib/queries/runs.ts';
import { makeTest } from '../../lib/workflow-tests/ask-test-worker.ts';
import { addTest, freeTestName } from '../../lib/workflow-tests/test-edits.ts';
import { useWorkspace } from '../../lib/workspace.ts';

/** Saving a run as a test of its workflow's draft. */
export interface SavingAsTest {
  /** Not all of its steps can be read: its mocks would not be complete. */
  readonly isCut: boolean;
  readonly save: (name: string) => void;
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** Makes a test of a run, puts it into the draft, and opens it there. `guessed`: tasks whose mocks somebody should look at. */
export function useSaveAsTest(
  run: RunWithPayload,
  { onSaved }: { readonly onSaved: (name: string, guessed: readonly string[]) => void },
): SavingAsTest {
  const cache = useQueryClient();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const workflow = run.workflow.name;
  const saving = useMutation({
    mutationFn: async (wanted: string) => {
      const [{ document }, steps] = await Promise.all([
        cache.query(runDocumentQuery(run)),
        cache.query(stepsQuery(run.id)),
      ]);
      const { test, guessed } = await makeTest({
        document,
        run: {
          ...{ status: run.status, input: run.input as JsonValue, output: run.output as JsonValue | undefined },
          ...{ error: run.error, trigger: run.trigger.id },
        },
        name: wanted,
        // The API's values are JSON, which its description calls unknown.
        steps: steps as readonly RecordedStep[],
      });
      let name = wanted;
      await editDraft(
        workflow,
        (draft) => {
          name = freeTestName(draft, wanted);
          return addTest(draft, test);
        },
        { cache },
      );
      return { name, guessed };
    },
    onSuccess: async ({ name, guessed }) => {
      onSaved(name, guessed);
      await navigate({
        to: '/w/$workspace/workflows/$name/tests',
        params: { workspace, name: workflow },
        search: { test: name },
      });
    },
  });
  const { mutate: save, isPending, error } = saving;
  return { isCut: run.stepCount > MAX_STEPS_READ, save, isPending, error };
}
