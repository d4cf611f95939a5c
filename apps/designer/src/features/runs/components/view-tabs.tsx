import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { RunView } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { useMay } from '../../../lib/permissions.ts';
import { countQuery, runViewsQuery } from '../../../lib/queries/run-search.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../view-tabs.module.css';
import { ChangeViewDialog, RemoveViewDialog, SaveViewDialog } from './view-dialogs.tsx';

interface Props {
  readonly query: string;
  readonly columns: string | undefined;
  readonly onView: (view: { readonly query: string; readonly columns?: string | undefined }) => void;
}

/** More would each be a question to the database at every look. */
const COUNTED = 4;
type Act = 'save' | 'rename' | 'remove';

/** Saved queries of the workspace. The one that is shown is told by its query. */
export function ViewTabs({ query, columns, onView }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const mayChange = useMay('run.operate');
  const { data: views = [] } = useQuery(runViewsQuery);
  const current = views.find((view) => view.query === query);
  return (
    <nav className={styles.tabs} aria-label={t('view.label')}>
      <button type="button" aria-current={query === '' ? 'page' : undefined} onClick={() => onView({ query: '' })}>
        {t('view.all')}
      </button>
      {views.map((view, index) => (
        <ViewTab
          key={view.id}
          view={view}
          isCounted={index < COUNTED}
          isCurrent={view === current}
          onClick={() => onView({ query: view.query, columns: view.columns?.join(',') })}
        />
      ))}
      {mayChange && <ViewActs query={query} columns={columns} current={current} />}
    </nav>
  );
}

interface ViewActsProps extends Pick<Props, 'query' | 'columns'> {
  readonly current: RunView | undefined;
}

/** What is shown can be kept; what is kept can be renamed and removed. */
function ViewActs({ query, columns, current }: ViewActsProps): ReactElement {
  const { t } = useTranslation('runs');
  const [act, setAct] = useState<Act>();
  const close = (): void => setAct(undefined);
  return (
    <>
      {current !== undefined && <ViewMenu name={current.name} onAct={setAct} />}
      {current === undefined && query !== '' && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => setAct('save')}
        >
          {t('view.save')}
        </Button>
      )}
      {act === 'save' && <SaveViewDialog query={query} columns={columns} onClose={close} />}
      {act === 'rename' && current !== undefined && <ChangeViewDialog view={current} onClose={close} />}
      {act === 'remove' && current !== undefined && <RemoveViewDialog view={current} onClose={close} />}
    </>
  );
}

function ViewMenu({ name, onAct }: { readonly name: string; readonly onAct: (act: Act) => void }): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon variant="subtle" aria-label={t('view.more', { name })}>
          <IconDots size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAct('rename')}>{t('view.rename')}</Menu.Item>
        <Menu.Item onClick={() => onAct('remove')}>{t('view.remove')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface ViewTabProps {
  readonly view: RunView;
  readonly isCounted: boolean;
  readonly isCurrent: boolean;
  readonly onClick: () => void;
}

function ViewTab({ view, isCounted, isCurrent, onClick }: ViewTabProps): ReactElement {
  const { data } = useQuery({ ...countQuery({ q: view.query }), enabled: isCounted });
  return (
    <button type="button" aria-current={isCurrent ? 'page' : undefined} onClick={onClick}>
      {view.name}
      {data !== undefined && <small>{` ${formatCount(data.count)}${data.isMore ? '+' : ''}`}</small>}
    </button>
  );
}
