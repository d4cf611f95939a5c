import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconDots, IconMaximize, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, type Ref, useState } from 'react';
import { RangePicker } from '../../../components/range-picker.tsx';
import { showError } from '../../../components/show-error.ts';
import type { Board } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { boardsQuery } from '../../../lib/queries/boards.ts';
import type { Range } from '../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { BoardEdit } from '../hooks/use-board-edit.ts';
import type { BoardSearch } from '../model/board-search.ts';
import { DASHBOARD_RANGES } from '../model/dashboard-search.ts';
import styles from '../boards.module.css';
import { DeleteBoard, RenameBoard, useCopyName, useMakeBoard } from './board-dialogs.tsx';
import { CopyLink } from './copy-link.tsx';

interface Ranged {
  readonly edit: BoardEdit;
  readonly range: Range;
  readonly onRange: (range: Range) => void;
}
interface EditProps extends Ranged {
  /** What becomes of somebody else's edit has to be said first. */
  readonly isBlocked: boolean;
}

/** What can be done while tiles are arranged. */
export function EditActions({ edit, range, onRange, isBlocked }: EditProps): ReactElement {
  const { t } = useTranslation('boards');
  const { isEdited, isPending, end, save } = edit;
  return (
    <>
      <span className={styles.unsaved} role="status">
        {isEdited ? t('edit.unsaved') : ''}
      </span>
      <RangePicker ranges={DASHBOARD_RANGES} value={range} onChange={onRange} />
      <Button variant="default" disabled={isPending} onClick={end}>
        {t(isEdited ? 'edit.discard' : 'edit.stop')}
      </Button>
      <Button disabled={!isEdited || isBlocked} loading={isPending} onClick={save}>
        {t('edit.save')}
      </Button>
    </>
  );
}

interface ActionsProps extends Ranged {
  readonly editButton: Ref<HTMLButtonElement>;
  readonly board: Board;
  readonly search: BoardSearch;
  readonly onScreen: () => void;
}

/** What can be done with a board. */
export function BoardActions({
  board,
  edit,
  range,
  search,
  editButton,
  onRange,
  onScreen,
}: ActionsProps): ReactElement {
  const { t } = useTranslation('boards');
  const mayEdit = useMay('run.operate');
  return (
    <>
      <RangePicker ranges={DASHBOARD_RANGES} value={range} onChange={onRange} />
      {mayEdit && (
        <Button
          ref={editButton}
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden="true" />}
          onClick={edit.begin}
        >
          {t('edit.begin')}
        </Button>
      )}
      <CopyLink id={board.id} range={range} />
      <Tooltip label={t('screen.enter')}>
        <ActionIcon variant="default" size={32} aria-label={t('screen.enter')} onClick={onScreen}>
          <IconMaximize size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      {mayEdit && <BoardMenu board={board} search={search} />}
    </>
  );
}

function BoardMenu({ board, search }: Pick<ActionsProps, 'board' | 'search'>): ReactElement {
  const { t } = useTranslation('boards');
  const [act, setAct] = useState<'rename' | 'delete'>();
  const { data = [] } = useQuery(boardsQuery);
  const copyName = useCopyName();
  const { make } = useMakeBoard(search);
  const close = (): void => setAct(undefined);
  const duplicate = (): void => {
    const name = copyName(
      board.name,
      data.map((one) => one.name),
    );
    make({ name, tiles: board.tiles }, { onError: showError });
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon variant="default" size={32} aria-label={t('more', { name: board.name })}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAct('rename')}>{t('rename.open')}</Menu.Item>
          <Menu.Item onClick={duplicate}>{t('copy.open')}</Menu.Item>
          <Menu.Item onClick={() => setAct('delete')}>{t('delete.open')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {act === 'rename' && <RenameBoard board={board} onClose={close} />}
      {act === 'delete' && <DeleteBoard board={board} onClose={close} />}
    </>
  );
}
