import type { Trigger, WorkflowDocument } from '@millrace/machine';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from '../../../lib/use-translation.ts';
import { renamed, startDocument, startWorkflow } from '../../../lib/new-workflow.ts';
import { useWorkflowNames } from '../../../hooks/use-workflow-names.ts';
import { useWorkspace } from '../../../lib/workspace.ts';

/** What a workflow begins with: what starts it, or a whole document. */
export type Beginning = { readonly trigger: Trigger } | { readonly document: WorkflowDocument };

interface WorkflowStart {
  readonly begin: (beginning: Beginning) => void;
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** The name of a workflow of which nothing is known yet. */
export const UNTITLED = 'untitled';

/** Makes a workflow under a free name, and opens it in the designer. */
export function useWorkflowStart(): WorkflowStart {
  const { t } = useTranslation('new-workflow');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const taken = new Set(useWorkflowNames().map(({ name }) => name));
  const { mutate, isPending, error } = useMutation({
    mutationFn: (beginning: Beginning) =>
      'trigger' in beginning
        ? startWorkflow({ base: UNTITLED, title: t('untitled'), trigger: beginning.trigger, taken })
        : startDocument(beginning.document.name, (name) => renamed(beginning.document, name), taken),
    onSuccess: async ({ name }) => {
      await cache.invalidateQueries({ queryKey: ['workflows'] });
      await navigate({ to: '/w/$workspace/workflows/$name/design', params: { workspace, name } });
    },
  });
  return { begin: mutate, isPending, error };
}
