import { ActionIcon, Button, Group, Menu, Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconPlayerPlay, IconTrash, IconVersions } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { Workflow } from '../../../lib/contract.ts';
import { deleteWorkflow } from '../../../lib/queries/workflows.ts';
import { useWorkspace } from '../../../lib/workspace.ts';

const PAGES = [
  { id: 'runs', to: '/w/$workspace/workflows/$name/runs', Icon: IconPlayerPlay },
  { id: 'versions', to: '/w/$workspace/workflows/$name/versions', Icon: IconVersions },
] as const;

/** What can be done to a workflow from the list. */
export function WorkflowMenu({ workflow }: { readonly workflow: Workflow }): ReactElement {
  const { t } = useTranslation('workflows');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [isAsking, ask] = useState(false);
  const { name, title } = workflow;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t('menu.open', { title })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {PAGES.map(({ id, to, Icon }) => (
            <Menu.Item
              key={id}
              leftSection={<Icon size={16} aria-hidden="true" />}
              onClick={() => void navigate({ to, params: { workspace, name } })}
            >
              {t(`tab.${id}`)}
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden="true" />} onClick={() => ask(true)}>
            {t('menu.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isAsking && <DeleteDialog workflow={workflow} onClose={() => ask(false)} />}
    </>
  );
}

interface DialogProps {
  readonly workflow: Workflow;
  readonly onClose: () => void;
}

function DeleteDialog({ workflow: { name, title, liveVersion }, onClose }: DialogProps): ReactElement {
  const { t } = useTranslation('workflows');
  const cache = useQueryClient();
  const deletion = useMutation({
    mutationFn: () => deleteWorkflow(name),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['workflows'] });
      notifications.show({ message: t('delete.done', { title }) });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('delete.title', { title })}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      <Text size="sm">{t(liveVersion === undefined ? 'delete.draftText' : 'delete.liveText')}</Text>
      {deletion.error !== null && <ProblemAlert error={deletion.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel', { ns: 'common' })}
        </Button>
        <Button color="red" loading={deletion.isPending} onClick={() => deletion.mutate()}>
          {t('delete.confirm')}
        </Button>
      </Group>
    </Modal>
  );
}
