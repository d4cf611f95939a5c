import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkbench } from './workbench-context.ts';

/** Asks before a step goes that others read, and names them. */
export function RemovalDialog(): ReactElement | null {
  const { t } = useTranslation('designer');
  const { commands } = useWorkbench();
  const { removal, answerRemoval } = commands;
  if (removal === undefined) return null;
  return (
    <Modal
      opened
      onClose={() => answerRemoval(false)}
      title={t('removal.title', { count: removal.names.length, name: removal.names[0] })}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      <Text size="sm">{t('removal.text', { count: removal.readers.length, readers: removal.readers.join(', ') })}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => answerRemoval(false)}>
          {t('cancel', { ns: 'common' })}
        </Button>
        <Button color="red" onClick={() => answerRemoval(true)} data-autofocus>
          {t('removal.confirm', { count: removal.names.length })}
        </Button>
      </Group>
    </Modal>
  );
}
