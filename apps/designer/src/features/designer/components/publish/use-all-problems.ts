import { useEffect, useEffectEvent, useMemo } from 'react';
import type { Finding } from '../../../../lib/contract.ts';
import { joinProblems } from './join-problems.ts';

interface Problems {
  readonly found: readonly Finding[];
  readonly refused: readonly Finding[];
  /** Opens the list in which each problem leads to its field. */
  readonly onRefused: () => void;
}

/** The problems of a draft. Whoever is refused a publish sees the list. */
export function useAllProblems({ found, refused, onRefused }: Problems): readonly Finding[] {
  const show = useEffectEvent(onRefused);
  useEffect(() => {
    if (refused.length > 0) show();
  }, [refused]);
  return useMemo(() => joinProblems(found, refused), [found, refused]);
}
