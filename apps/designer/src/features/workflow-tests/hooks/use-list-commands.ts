import { useTranslation } from '../../../lib/use-translation.ts';
import { useProvidedCommands } from '../../../lib/page-commands.ts';

interface ListActs {
  readonly isRunning: boolean;
  /** Absent for whoever may not. */
  readonly add: (() => void) | undefined;
  /** Absent while there is none. */
  readonly runAll: (() => void) | undefined;
}

/** Offers what can be done with all tests to keys and the command palette. */
export function useListCommands({ isRunning, add, runAll }: ListActs): void {
  const { t } = useTranslation('workflow-tests');
  const refused = isRunning ? t('detail.running') : undefined;
  useProvidedCommands('workflow-tests', [
    ...(add === undefined ? [] : [{ id: 'addTest', run: add } as const]),
    ...(runAll === undefined ? [] : [{ id: 'runTests', run: runAll, refused } as const]),
  ]);
}
