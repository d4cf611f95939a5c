import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { ErrorGroupChange, ErrorGroupDetail } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { changeErrorGroup } from '../../../lib/queries/error-groups.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { IgnoreDialog } from './ignore-dialog.tsx';

/** What people decide about a group. */
export function GroupActions({ group }: { readonly group: ErrorGroupDetail }): ReactElement | null {
  const { t } = useTranslation('errors');
  const cache = useQueryClient();
  const [isIgnoring, setIgnoring] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (change: ErrorGroupChange) => changeErrorGroup(group.fingerprint, change),
    onSuccess: async (changed) => {
      cache.setQueryData(['errors', 'one', group.fingerprint], changed);
      setIgnoring(false);
      await cache.invalidateQueries({ queryKey: ['errors', 'list'] });
    },
  });
  if (!useMay('run.operate')) return null;
  return (
    <>
      {group.state === 'open' && (
        <ResolveMenu group={group} onResolve={(version) => mutate({ state: 'resolved', resolvedInVersion: version })} />
      )}
      {group.state === 'open' && (
        <Button variant="default" onClick={() => setIgnoring(true)}>
          {t('act.ignore')}
        </Button>
      )}
      {group.state !== 'open' && (
        <Button variant="default" loading={isPending} onClick={() => mutate({ state: 'open' })}>
          {t('act.reopen')}
        </Button>
      )}
      <Button variant="default" onClick={() => mutate({ assignee: group.assignee === undefined ? 'me' : null })}>
        {t(group.assignee === undefined ? 'act.assignMe' : 'act.unassign')}
      </Button>
      {error !== null && !isIgnoring && <ProblemAlert error={error} />}
      {isIgnoring && (
        <IgnoreDialog
          isPending={isPending}
          error={error}
          onIgnore={(until) => mutate({ state: 'ignored', ...until })}
          onClose={() => setIgnoring(false)}
        />
      )}
    </>
  );
}

interface ResolveProps {
  readonly group: ErrorGroupDetail;
  readonly onResolve: (version: number) => void;
}

function ResolveMenu({
  group: { liveVersion, newestPublished, newestVersion = 1 },
  onResolve,
}: ResolveProps): ReactElement {
  const { t } = useTranslation('errors');
  const newest = newestPublished ?? newestVersion;
  const now = liveVersion ?? newest;
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden="true" />}>
          {t('act.resolve')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onResolve(now)}>
          {t(liveVersion === undefined ? 'act.resolveNewest' : 'act.resolveLive', { version: now })}
        </Menu.Item>
        <Menu.Item onClick={() => onResolve(newest + 1)}>{t('act.resolveNext', { version: newest + 1 })}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
