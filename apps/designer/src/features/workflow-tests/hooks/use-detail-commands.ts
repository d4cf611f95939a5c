import { useTranslation } from '../../../lib/use-translation.ts';
import { type PageCommand, useProvidedCommands } from '../../../lib/page-commands.ts';

interface DetailActs {
  readonly mayEdit: boolean;
  readonly isRunning: boolean;
  /** Whether what is typed is a test. */
  readonly mayRun: boolean;
  readonly isEdited: boolean;
  readonly nameProblem: string | undefined;
  readonly run: () => void;
  readonly save: () => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
}

/** Offers what can be done with one test to keys and the command palette. */
export function useDetailCommands(acts: DetailActs): void {
  const { t } = useTranslation('workflow-tests');
  const { mayEdit, isRunning, mayRun, isEdited, nameProblem, run, save, duplicate, remove } = acts;
  const unreadable = mayRun ? undefined : t('detail.unreadable');
  const unsaved = isEdited ? (nameProblem ?? unreadable) : t('detail.unchanged');
  const editing: readonly PageCommand[] = [
    { id: 'saveTest', run: save, refused: unsaved },
    { id: 'duplicateTest', run: duplicate },
    { id: 'removeTest', run: remove },
  ];
  useProvidedCommands('test-detail', [
    { id: 'runTest', run, refused: isRunning ? t('detail.running') : unreadable },
    ...(mayEdit ? editing : []),
  ]);
}
