import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Capture } from '../../../../lib/contract.ts';
import { capturesQuery, removeCaptures } from '../../api/testing.ts';

/** The calls that were caught for one trigger. */
interface Captures {
  /** Newest first; while the list is paused, those that were there before. */
  readonly shown: readonly Capture[];
  /** How many came since the list was paused. */
  readonly waiting: number;
  readonly isPaused: boolean;
  readonly pause: () => void;
  readonly goOn: () => void;
  readonly hasMore: boolean;
  readonly readMore: () => void;
  readonly clear: () => void;
  readonly isLoading: boolean;
  readonly error: Error | null;
}

export function useCaptures(workflow: string, triggerId: string): Captures {
  const cache = useQueryClient();
  const query = capturesQuery(workflow);
  const { data, error, isLoading, hasNextPage, fetchNextPage } = useInfiniteQuery(query);
  const [pausedAt, setPausedAt] = useState<string>();
  const all = useMemo(
    () => (data?.pages ?? []).flatMap(({ items }) => items).filter((capture) => capture.triggerId === triggerId),
    [data, triggerId],
  );
  const shown = pausedAt === undefined ? all : all.filter(({ at }) => at <= pausedAt);
  const clearing = useMutation({
    mutationFn: () => removeCaptures(workflow),
    onSuccess: () => cache.invalidateQueries({ queryKey: query.queryKey }),
  });
  return {
    ...{ shown, waiting: all.length - shown.length, isPaused: pausedAt !== undefined, isLoading },
    // A list without calls is paused before all of them.
    pause: () => setPausedAt(all[0]?.at ?? ''),
    goOn: () => setPausedAt(undefined),
    hasMore: hasNextPage,
    readMore: () => void fetchNextPage(),
    clear: () => clearing.mutate(),
    error: error ?? clearing.error,
  };
}
