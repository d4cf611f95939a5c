import { useTranslation } from '../../../lib/use-translation.ts';
import { startDocument } from '../../../lib/new-workflow.ts';
import { publishDraft } from '../api/draft.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import { extractSteps } from '../model/commands/extract-steps.ts';
import type { Edits } from './use-edits.ts';

/** What an extracted workflow is called. */
export interface ExtractedName {
  readonly name: string;
  readonly title: string;
}

/** Makes a workflow of steps, and calls it in their place. */
export function useExtraction(
  draft: DraftEditor,
  { apply, refuse, warn }: Edits,
): (names: readonly string[], workflow: ExtractedName) => Promise<void> {
  const { t } = useTranslation(['designer', 'workbench']);
  return async (names, wanted) => {
    // Only this needs to know what expressions read, so only this fetches the code that tells.
    const { inspectExpression } = await import('@millrace/expressions');
    const inspect = (expression: string) => inspectExpression(expression).paths;
    const titles = { takeTitle: t('step.take'), giveTitle: t('step.give'), endTitle: t('workbench:step.Succeed') };
    const make = (name: string) =>
      extractSteps(draft.latest(), { names, inspect, extraction: { ...titles, title: wanted.title, name } });
    const first = make(wanted.name);
    if ('refused' in first) {
      refuse(first.refused);
      return;
    }
    const made = await startDocument(wanted.name, (name) => ({ ...first.workflow, name }));
    // What was edited meanwhile stays.
    const edit = make(made.name);
    if ('refused' in edit) {
      refuse(edit.refused);
      return;
    }
    apply(edit, { name: 'extract', steps: names });
    // Only what is live can be called. What keeps it from that is shown by its own designer.
    await publishDraft(made.name, made.revision).catch(() => warn(t('extracted.notLive', { title: wanted.title })));
  };
}
