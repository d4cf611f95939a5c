import { useMemo } from 'react';
import { useNewestCall } from '../../../../hooks/use-newest-call.ts';
import { useProvidedCommands } from '../../../../lib/page-commands.ts';
import { useTestingContext } from './testing-context.ts';
import type { useStepTest } from './use-step-test.ts';

/** Testing of the open step by key and by the palette. */
export function useStepTestCommands(name: string, tested: ReturnType<typeof useStepTest>): void {
  const { samples, keep, drop } = useTestingContext();
  const test = useNewestCall(() => tested.test());
  const runToHere = useNewestCall(tested.runToHere);
  const togglePin = useNewestCall(() => {
    if (samples.has(name)) void drop(name).catch(() => undefined);
    else if (tested.last !== undefined)
      void keep(name, { kind: 'pin', runId: tested.last.runId, path: tested.last.path }).catch(() => undefined);
  });
  useProvidedCommands(
    'step-test',
    useMemo(
      () => [
        { id: 'testStep' as const, run: test },
        { id: 'runToHere' as const, run: runToHere },
        { id: 'pin' as const, run: togglePin },
      ],
      [test, runToHere, togglePin],
    ),
  );
}
