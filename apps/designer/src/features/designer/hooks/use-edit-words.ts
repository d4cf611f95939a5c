import { useTranslation } from '../../../lib/use-translation.ts';
import type { EditName, History } from '../model/history.ts';

/** What undoing and redoing would do, in words. */
export function useEditWords({ past, future }: History): { readonly undo: string; readonly redo: string } {
  const { t } = useTranslation('designer');
  const wordsOf = (id: 'undo' | 'redo', edit: EditName | undefined): string => {
    if (edit === undefined) return t(id);
    const { name, step = '', count = 1 } = edit;
    return t(`${id}Of`, { name: t(`edit.${name}`, { step, count }).trim() });
  };
  return { undo: wordsOf('undo', past.at(-1)), redo: wordsOf('redo', future[0]) };
}
