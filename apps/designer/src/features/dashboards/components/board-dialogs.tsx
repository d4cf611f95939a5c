import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { NameDialog } from '../../../components/name-dialog.tsx';
import type { Board, BoardForm } from '../../../lib/contract.ts';
import {
  boardQuery,
  BOARDS_KEY,
  boardsQuery,
  createBoard,
  deleteBoard,
  renameBoard,
} from '../../../lib/queries/boards.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import type { BoardSearch } from '../model/board-search.ts';
import { cutName, freeName, MAX_NAME } from '../model/board-tiles.ts';

interface Making {
  readonly make: (form: BoardForm, options?: { readonly onError: (error: Error) => void }) => void;
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** Makes a board and opens it, also from a page whose edit becomes that board. */
export function useMakeBoard(search: BoardSearch, onMade?: () => void): Making {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: createBoard,
    onSuccess: async (made) => {
      cache.setQueryData(boardQuery(made.id).queryKey, made);
      void cache.invalidateQueries({ queryKey: boardsQuery.queryKey });
      onMade?.();
      const params = { workspace, id: made.id };
      await navigate({ to: '/w/$workspace/dashboards/$id', params, search, ignoreBlocker: true });
    },
  });
  return { make: mutate, isPending, error };
}

interface NewProps {
  /** Those that are taken. */
  readonly names: readonly string[];
  readonly search: BoardSearch;
  readonly onClose: () => void;
}

/** A board without a tile. */
export function NewBoard({ names, search, onClose }: NewProps): ReactElement {
  const { t } = useTranslation('boards');
  const { make, isPending, error } = useMakeBoard(search, onClose);
  return (
    <NameDialog
      words={{ title: t('new.title'), text: t('new.text'), confirm: t('new.confirm') }}
      label={t('name')}
      name={freeName(names, (number) => (number === 1 ? t('new.name') : t('new.nextName', { number })))}
      maxLength={MAX_NAME}
      {...{ isPending, error, onClose }}
      onName={(name) => make({ name, tiles: [] })}
    />
  );
}

/** What a copy of a board is called. */
export function useCopyName(): (name: string, taken: readonly string[]) => string {
  const { t } = useTranslation('boards');
  return (name, taken) =>
    freeName(taken, (number) => {
      const nameIt = (part: string): string =>
        number === 1 ? t('copy.name', { name: part }) : t('copy.nextName', { name: part, number });
      return nameIt(cutName(name, nameIt('').length));
    });
}

interface BoardProps {
  readonly board: Board;
  readonly onClose: () => void;
}

/** Gives a board another name, for everybody. */
export function RenameBoard({ board: { id, name }, onClose }: BoardProps): ReactElement {
  const { t } = useTranslation('boards');
  const cache = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (wanted: string) => renameBoard(id, wanted),
    onSuccess: async (kept) => {
      cache.setQueryData(boardQuery(id).queryKey, kept);
      onClose();
      await cache.invalidateQueries({ queryKey: BOARDS_KEY });
    },
  });
  return (
    <NameDialog
      words={{ title: t('rename.title', { name }), text: t('rename.text'), confirm: t('rename.confirm') }}
      label={t('name')}
      {...{ name, isPending, error, onClose }}
      maxLength={MAX_NAME}
      onName={mutate}
    />
  );
}

/** Deletes a board for everybody, and goes to all figures. */
export function DeleteBoard({ board: { id, name }, onClose }: BoardProps): ReactElement {
  const { t } = useTranslation('boards');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => deleteBoard(id),
    onSuccess: async () => {
      await navigate({ to: '/w/$workspace/dashboards', params: { workspace } });
      cache.removeQueries({ queryKey: boardQuery(id).queryKey });
      await cache.invalidateQueries({ queryKey: boardsQuery.queryKey });
    },
  });
  return (
    <ConfirmDialog
      title={t('delete.title', { name })}
      text={t('delete.text')}
      confirm={t('delete.confirm')}
      isDangerous
      {...{ isPending, error, onClose }}
      onConfirm={() => mutate()}
    />
  );
}
