import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { ConfirmDialog } from '../../../../components/confirm-dialog.tsx';
import { isWorkflowName, nameFromTitle } from '../../model/menus/extracted-name.ts';
import { useWorkbench } from '../workbench-context.ts';

interface Props {
  readonly steps: readonly string[];
  readonly onClose: () => void;
}

/** Asks what the workflow is called that some steps become. */
export function ExtractDialog({ steps, onClose }: Props): ReactElement {
  const { t } = useTranslation('workbench');
  const { commands } = useWorkbench();
  const cache = useQueryClient();
  const [first = ''] = steps;
  const [title, setTitle] = useState(first);
  const [typedName, setTypedName] = useState<string>();
  const name = typedName ?? nameFromTitle(title);
  const extraction = useMutation({
    mutationFn: () => commands.extract(steps, { name, title: title.trim() }),
    onSuccess: () => {
      onClose();
      return cache.invalidateQueries({ queryKey: ['workflows'] });
    },
  });
  return (
    <ConfirmDialog
      title={t('extract.title')}
      text={t('extract.text', { count: steps.length, step: first })}
      confirm={t('extract.confirm')}
      isReady={title.trim() !== '' && isWorkflowName(name)}
      isPending={extraction.isPending}
      error={extraction.error}
      onConfirm={() => extraction.mutate()}
      onClose={onClose}
    >
      <TextInput
        mt="md"
        label={t('extract.workflowTitle')}
        value={title}
        maxLength={120}
        data-autofocus
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        mt="sm"
        label={t('extract.name')}
        description={t('extract.nameHelp')}
        value={name}
        error={isWorkflowName(name) ? null : t('extract.nameInvalid')}
        onChange={(event) => setTypedName(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
