import { NumberInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { editDraft } from '../../lib/queries/draft.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';

const FIRST = 5;

interface Props {
  readonly workflow: string;
  readonly onClose: () => void;
}

/** Asks how many runs may go on at once, writes it into the draft, and goes there. */
export function LimitDialog({ workflow, onClose }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const cache = useQueryClient();
  const [most, setMost] = useState<number | string>(FIRST);
  const limiting = useMutation({
    mutationFn: (max: number) =>
      editDraft(
        workflow,
        (document) => {
          const { settings } = document;
          return { ...document, settings: { ...settings, concurrency: { ...settings?.concurrency, max } } };
        },
        { cache },
      ),
    onSuccess: () => navigate({ to: '/w/$workspace/workflows/$name/design', params: { workspace, name: workflow } }),
  });
  return (
    <ConfirmDialog
      title={t('error.limit.title')}
      text={t('error.limit.text', { workflow })}
      confirm={t('error.limit.confirm')}
      isPending={limiting.isPending}
      error={limiting.error}
      isReady={typeof most === 'number'}
      onConfirm={() => {
        if (typeof most === 'number') limiting.mutate(most);
      }}
      onClose={onClose}
    >
      <NumberInput
        mt="md"
        label={t('error.limit.field')}
        value={most}
        min={1}
        max={100_000}
        allowDecimal={false}
        clampBehavior="strict"
        onChange={setMost}
      />
    </ConfirmDialog>
  );
}
