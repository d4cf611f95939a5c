import { notifications } from '@mantine/notifications';
import type { WorkflowDocument, WorkflowSettings } from '@millrace/machine';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { isSame } from '../../../lib/json.ts';
import { editDraft } from '../../../lib/queries/draft.ts';
import { workflowQuery } from '../../../lib/queries/workflows.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { formOf, type SettingsForm, settingsOf } from '../model/settings-form.ts';

/** Settings that are being edited. As long as nothing is typed they follow the draft. */
export interface EditedSettings {
  readonly form: SettingsForm;
  /** As they would be saved. */
  readonly settings: WorkflowSettings | undefined;
  readonly isEdited: boolean;
  readonly change: (part: Partial<SettingsForm>) => void;
  readonly discard: () => void;
  readonly save: () => void;
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** The form of a draft's settings; it is saved on top of whatever others saved meanwhile. */
export function useSettingsForm(workflow: string, document: WorkflowDocument): EditedSettings {
  const { t } = useTranslation('workflow-settings');
  const cache = useQueryClient();
  const [typed, setTyped] = useState<SettingsForm>();
  const { settings: before } = document;
  const shown = useMemo(() => formOf(before), [before]);
  const form = typed ?? shown;
  const settings = useMemo(() => settingsOf(form, before), [form, before]);
  const saving = useMutation({
    mutationFn: (wanted: SettingsForm) =>
      editDraft(workflow, (newest) => withSettings(newest, settingsOf(wanted, newest.settings)), { cache }),
    onSuccess: async (_, wanted) => {
      // What was typed while it was saved is not saved yet.
      setTyped((now) => (now === wanted ? undefined : now));
      notifications.show({ message: t('saved') });
      await cache.invalidateQueries({ queryKey: workflowQuery(workflow).queryKey });
    },
  });
  return {
    form,
    settings,
    isEdited: typed !== undefined && !isSame(settings, settingsOf(shown, before)),
    change: (part) => setTyped({ ...form, ...part }),
    discard: () => setTyped(undefined),
    save: () => saving.mutate(form),
    isPending: saving.isPending,
    error: saving.error,
  };
}

/** A document with other settings; without any it has no such member. */
export function withSettings(document: WorkflowDocument, settings: WorkflowSettings | undefined): WorkflowDocument {
  const { settings: _, ...rest } = document;
  return settings === undefined ? rest : { ...rest, settings };
}
