import { Button } from '@mantine/core';
import { IconLayoutDashboard, IconMapOff, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { Leaving } from '../../components/leaving.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { ApiError } from '../../lib/api-error.ts';
import type { Board } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { boardQuery, boardsQuery } from '../../lib/queries/boards.ts';
import type { Range } from '../../lib/queries/metrics.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { BoardActions, EditActions } from './components/board-actions.tsx';
import { BoardConflict } from './components/board-conflict.tsx';
import { useCopyName, useMakeBoard } from './components/board-dialogs.tsx';
import { BoardEditor } from './components/board-editor.tsx';
import { BoardGrid } from './components/board-grid.tsx';
import { BoardSwitcher } from './components/board-switcher.tsx';
import { FullBoard } from './components/full-board.tsx';
import { type BoardEdit, useBoardEdit } from './hooks/use-board-edit.ts';
import { useFullScreen } from './hooks/use-full-screen.ts';
import { readBoardSearch } from './model/board-search.ts';
import './words.ts';
import styles from './boards.module.css';

const route = getRouteApi('/w/$workspace/dashboards/$id');
const useRange = (): Range => route.useSearch().range ?? '24h';

/** One board of the workspace; its address says how far back it looks. */
export function BoardPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(boardQuery(id));
  const isGone = error instanceof ApiError && error.code === 'board.not_found';
  if (data !== undefined) return <BoardView key={id} board={data} isGone={isGone} />;
  if (isGone) return <GoneBoard />;
  return (
    <PageWithout>
      {error === null ? <Skeleton rows={6} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </PageWithout>
  );
}

function useCrumbs(): readonly ReactElement[] {
  const { t } = useTranslation('metrics');
  const workspace = useWorkspace();
  return [
    <Link key="dashboards" to="/w/$workspace/dashboards" params={{ workspace }}>
      {t('dashboards.title')}
    </Link>,
  ];
}

/** The page while there is no board on it. */
function PageWithout({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation('boards');
  const search = route.useSearch();
  return (
    <div className={styles.page}>
      <PageHeader title={t('board')} crumbs={useCrumbs()} aside={<BoardSwitcher search={search} />} />
      {children}
    </div>
  );
}

/** There is none of this id, or not any more. */
function GoneBoard(): ReactElement {
  const { t } = useTranslation('boards');
  const workspace = useWorkspace();
  return (
    <PageWithout>
      <EmptyState
        icon={<IconMapOff size={20} />}
        title={t('gone.title')}
        text={t('gone.text')}
        action={
          <LinkButton to="/w/$workspace/dashboards" params={{ workspace }}>
            {t('gone.action')}
          </LinkButton>
        }
      />
    </PageWithout>
  );
}

interface ViewProps {
  readonly board: Board;
  /** Somebody has deleted it since it was read. */
  readonly isGone: boolean;
}

function BoardView({ board, isGone }: ViewProps): ReactElement {
  const search = route.useSearch();
  const range = useRange();
  const navigate = useNavigate({ from: '/w/$workspace/dashboards/$id' });
  const edit = useBoardEdit(board);
  const screen = useFullScreen();
  const editButton = useFocusAfter(edit.isEditing);
  const onRange = (chosen: Range): void => void navigate({ search: readBoardSearch({ range: chosen }), replace: true });
  const crumbs = useCrumbs();
  if (isGone && !edit.isEditing) return <GoneBoard />;
  const isBlocked = edit.isOvertaken || isGone;
  return (
    <div className={styles.page}>
      <PageHeader
        title={board.name}
        crumbs={crumbs}
        aside={<BoardSwitcher search={search} />}
        actions={
          edit.isEditing ? (
            <EditActions {...{ edit, range, onRange, isBlocked }} />
          ) : (
            <BoardActions {...{ board, edit, range, search, editButton, onRange }} onScreen={screen.enter} />
          )
        }
      />
      <Leaving isEdited={edit.isEdited} />
      {edit.isEditing && isBlocked && <Conflict {...{ board, isGone, edit }} />}
      {edit.error !== null && <ProblemAlert error={edit.error} onRetry={edit.save} />}
      {screen.isFull ? (
        <FullBoard {...{ board, range }} onClose={screen.leave} />
      ) : (
        <Tiles {...{ board, edit, range }} />
      )}
    </div>
  );
}

/** Gives the focus back to what began something, when that is over and has taken it along. */
function useFocusAfter(isUnderWay: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const wasUnderWay = useRef(isUnderWay);
  useEffect(() => {
    const isOver = wasUnderWay.current && !isUnderWay;
    wasUnderWay.current = isUnderWay;
    if (isOver && document.activeElement === document.body) button.current?.focus();
  }, [isUnderWay]);
  return button;
}

interface TilesProps {
  readonly board: Board;
  readonly edit: BoardEdit;
  readonly range: Range;
}

function Tiles({ board, edit, range }: TilesProps): ReactElement {
  const { t } = useTranslation('boards');
  const mayEdit = useMay('run.operate');
  if (edit.isEditing) return <BoardEditor tiles={edit.tiles} range={range} onChange={edit.change} />;
  if (board.tiles.length > 0) return <BoardGrid tiles={board.tiles} range={range} />;
  return (
    <EmptyState
      icon={<IconLayoutDashboard size={20} />}
      title={t('empty.title')}
      text={t(mayEdit ? 'empty.text' : 'empty.readOnly')}
      action={
        mayEdit ? (
          <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={edit.begin}>
            {t('empty.action')}
          </Button>
        ) : undefined
      }
    />
  );
}

function Conflict({ board, isGone, edit }: ViewProps & { readonly edit: BoardEdit }): ReactElement {
  const search = route.useSearch();
  const copyName = useCopyName();
  const { data = [] } = useQuery(boardsQuery);
  const { make, isPending, error } = useMakeBoard(search, edit.end);
  const taken = data.map(({ name }) => name);
  const name = isGone && !taken.includes(board.name) ? board.name : copyName(board.name, taken);
  return (
    <BoardConflict
      {...{ board, isGone, error }}
      isPending={isPending || edit.isPending}
      onCopy={() => make({ name, tiles: [...edit.tiles] })}
      onMine={edit.saveOver}
      onTheirs={edit.end}
    />
  );
}
