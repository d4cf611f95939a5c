import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerStop } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { showError } from '../../../components/show-error.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { Run } from '../../../lib/contract.ts';
import { useProvidedCommands } from '../../../lib/page-commands.ts';
import { useMay } from '../../../lib/permissions.ts';
import { cancelRun } from '../../../lib/queries/runs.ts';

interface Props {
  readonly run: Run;
  /** Whether the version has anything that undoes its steps. */
  readonly canCompensate: boolean;
}

/** Ends a run, after the question whether what it did is to be undone before. */
export function CancelRun({ run, canCompensate }: Props): ReactElement | null {
  const { t } = useTranslation('runs');
  const [isAsking, ask] = useState(false);
  const isUndoing = run.status === 'compensating';
  const mayUndo = canCompensate && !isUndoing;
  const cancel = useMutation({
    mutationFn: (compensate: boolean) => cancelRun(run.id, compensate),
    onSuccess: ({ result }) =>
      notifications.show({ message: t(result === 'already_ended' ? 'run.alreadyEnded' : 'run.cancelled') }),
    onError: showError,
    onSettled: () => ask(false),
  });
  const may = useMay('run.operate');
  useProvidedCommands('run-cancel', may ? [{ id: 'cancelRun', run: () => ask(true) }] : []);
  if (!may) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={16} aria-hidden="true" />}
        loading={cancel.isPending}
        aria-keyshortcuts="Y"
        onClick={() => ask(true)}
      >
        {t('run.cancel')}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => ask(false)}
        title={t('cancel.title')}
        closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
      >
        <Stack gap="xs">
          <Text size="sm">{t(isUndoing ? 'cancel.stopUndoing' : 'cancel.stop')}</Text>
          {mayUndo && <Text size="sm">{t('cancel.undo')}</Text>}
        </Stack>
        <Group justify="flex-end" mt="lg">
          <Button variant="subtle" onClick={() => ask(false)} data-autofocus>
            {t('cancel.keep')}
          </Button>
          {mayUndo && (
            <Button variant="default" onClick={() => cancel.mutate(true)} loading={cancel.isPending}>
              {t('cancel.confirmUndo')}
            </Button>
          )}
          <Button color="red" onClick={() => cancel.mutate(false)} loading={cancel.isPending}>
            {t('cancel.confirm')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
