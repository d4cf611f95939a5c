import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AddedPiece, PiecePreview } from '../../../lib/contract.ts';
import { addPiece, type PieceAddress, previewPiece } from '../api/pieces.ts';
import { stillReads } from '../model/piece-reads.ts';

/** A piece on its way: looked at, decided on, installed. */
export interface PieceInstallation {
  readonly preview: PiecePreview | undefined;
  readonly installed: AddedPiece | undefined;
  readonly isLooking: boolean;
  readonly isInstalling: boolean;
  /** Why it could not be looked at, or not be installed. */
  readonly error: Error | null;
  readonly reads: readonly string[];
  readonly say: (reads: readonly string[]) => void;
  readonly look: (address: PieceAddress) => void;
  readonly install: (more?: { readonly allowYoung: boolean }) => void;
  /** Forgets how the last try to install it ended. */
  readonly reset: () => void;
}

export function usePieceInstallation(): PieceInstallation {
  const cache = useQueryClient();
  const [reads, say] = useState<readonly string[]>([]);
  const looking = useMutation({
    mutationFn: previewPiece,
    onSuccess: ({ actions, readsBefore }) => say(stillReads(actions, readsBefore)),
  });
  const installing = useMutation({
    mutationFn: addPiece,
    onSuccess: () => cache.invalidateQueries({ queryKey: ['connectors'] }),
  });
  const address = looking.variables;
  return {
    preview: looking.data,
    installed: installing.data,
    isLooking: looking.isPending,
    isInstalling: installing.isPending,
    error: looking.error ?? installing.error,
    ...{ reads, say, reset: installing.reset },
    look: (wanted) => {
      installing.reset();
      looking.mutate(wanted);
    },
    install: ({ allowYoung } = { allowYoung: false }) => {
      if (address !== undefined) installing.mutate({ ...address, reads, allowYoung });
    },
  };
}
