import { useTranslation } from '../../../lib/use-translation.ts';
import type { WorkflowDocument } from '@millrace/machine';
import { copySteps } from '../model/commands/fragment.ts';
import type { Edits } from './use-edits.ts';

/** Copies steps as text; false when they cannot be copied, which is then said. */
export function useClipboard(
  latest: () => WorkflowDocument,
  { refuse, say, warn }: Edits,
): (names: readonly string[]) => boolean {
  const { t } = useTranslation('designer');
  return (names) => {
    const text = copySteps(latest(), names);
    if (text === undefined) {
      refuse({ kind: names.length === 0 ? 'nothing' : 'apart' });
      return false;
    }
    navigator.clipboard.writeText(text).then(
      () => say(t('said.copy', { step: names[0], count: names.length })),
      () => warn(t('refused.clipboard')),
    );
    return true;
  };
}
