import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import type { TestSource } from '../../model/testing/test-source.ts';

/** Chooses a run's data once, when the address asks for it; then the address forgets it, so that another choice stays. */
export function useRunAtFirst(runId: string | undefined, choose: (source: TestSource) => void): void {
  const navigate = useNavigate();
  const chooseRun = useEffectEvent((id: string) => {
    choose({ kind: 'run', runId: id });
    void navigate({
      to: '.',
      search: ({ run: _, field: __, ...rest }: Readonly<Record<string, unknown>>) => rest,
      replace: true,
    });
  });
  useEffect(() => {
    if (runId !== undefined) chooseRun(runId);
  }, [runId]);
}
