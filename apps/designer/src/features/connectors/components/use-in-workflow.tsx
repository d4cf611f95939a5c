import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { IconChevronDown, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { startWorkflow } from '../../../lib/new-workflow.ts';
import { useMay } from '../../../lib/permissions.ts';
import { useWorkflowNames } from '../../../hooks/use-workflow-names.ts';
import { useWorkspace } from '../../../lib/workspace.ts';

const MOST_SHOWN = 12;

/** Leads from a connector to a step of it: in a new workflow, or in one that is there. */
export function UseInWorkflow({ connector }: { readonly connector: ConnectorDescription }): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const mayWrite = useMay('workflow.write');
  const workflows = useWorkflowNames();
  const open = (name: string): void =>
    void navigate({
      to: '/w/$workspace/workflows/$name/design',
      params: { workspace, name },
      search: { add: connector.name },
    });
  const creation = useMutation({
    mutationFn: () =>
      startWorkflow({
        base: connector.name,
        title: t('use.newTitle', { connector: connector.title }),
        trigger: { type: 'call' },
      }),
    onSuccess: async ({ name }) => {
      await cache.invalidateQueries({ queryKey: ['workflows'] });
      open(name);
    },
  });
  if (!mayWrite || connector.actions.length === 0) return null;
  return (
    <>
      <Group gap={4} wrap="nowrap">
        <Button
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          loading={creation.isPending}
          onClick={() => creation.mutate()}
        >
          {t('use.open')}
        </Button>
        {workflows.length > 0 && (
          <Menu>
            <Menu.Target>
              <ActionIcon variant="default" size={32} aria-label={t('use.existing')}>
                <IconChevronDown size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t('use.existing')}</Menu.Label>
              {workflows.slice(0, MOST_SHOWN).map(({ name, title }) => (
                <Menu.Item key={name} onClick={() => open(name)}>
                  {title}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {creation.error !== null && <ProblemAlert error={creation.error} />}
    </>
  );
}
