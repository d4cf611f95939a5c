import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../../lib/api-error.ts';
import type { Board, BoardTile } from '../../../lib/contract.ts';
import { isSame } from '../../../lib/json.ts';
import { boardQuery, BOARDS_KEY, replaceBoard } from '../../../lib/queries/boards.ts';
import { useTranslation } from '../../../lib/use-translation.ts';

/** An edit of a board's tiles, from the revision on that was seen when it began. */
export interface BoardEdit {
  /** As they are now here; those of the board while nobody edits. */
  readonly tiles: readonly BoardTile[];
  readonly isEditing: boolean;
  readonly isEdited: boolean;
  /** Somebody else has saved the board since, so this cannot be saved without saying what becomes of theirs. */
  readonly isOvertaken: boolean;
  readonly begin: () => void;
  readonly change: (tiles: readonly BoardTile[]) => void;
  readonly end: () => void;
  /** Saves it on the revision that it began with. */
  readonly save: () => void;
  /** Saves it in the place of what somebody else has made of the board. */
  readonly saveOver: () => void;
  readonly isPending: boolean;
  readonly error: Error | null;
}

interface Edited {
  readonly tiles: readonly BoardTile[];
  readonly from: Board;
}

/** Refusals that the page explains itself, since it has to ask what becomes of the edit. */
const EXPLAINED = ['board.changed', 'board.not_found'];

export function useBoardEdit(board: Board): BoardEdit {
  const { t } = useTranslation('boards');
  const cache = useQueryClient();
  const [edited, setEdited] = useState<Edited>();
  const saving = useMutation({
    mutationFn: ({ tiles, from: { id, name, revision } }: Edited) =>
      replaceBoard(id, { name, tiles: [...tiles] }, revision),
    onSuccess: async (kept) => {
      cache.setQueryData(boardQuery(board.id).queryKey, kept);
      setEdited(undefined);
      notifications.show({ message: t('saved') });
      // The board too: what was asked for before it was saved may come later.
      await cache.invalidateQueries({ queryKey: BOARDS_KEY });
    },
    // What there is by now decides what can be done; what was edited stays.
    onError: () => cache.invalidateQueries({ queryKey: BOARDS_KEY }),
  });
  const { error } = saving;
  return {
    tiles: edited?.tiles ?? board.tiles,
    isEditing: edited !== undefined,
    isEdited: edited !== undefined && !isSame(edited.tiles, edited.from.tiles),
    isOvertaken: edited !== undefined && edited.from.revision !== board.revision,
    begin: () => setEdited({ tiles: board.tiles, from: board }),
    change: (tiles) => setEdited((now) => now && { ...now, tiles }),
    end: () => {
      saving.reset();
      setEdited(undefined);
    },
    save: () => {
      if (edited !== undefined) saving.mutate(edited);
    },
    saveOver: () => {
      if (edited !== undefined) saving.mutate({ ...edited, from: board });
    },
    isPending: saving.isPending,
    error: error instanceof ApiError && EXPLAINED.includes(error.code) ? null : error,
  };
}
