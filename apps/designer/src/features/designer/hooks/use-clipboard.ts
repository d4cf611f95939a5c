import type { WorkflowDocument } from '@millrace/machine';
import { ownKeyWords } from '../../../components/key-hint.tsx';
import { hintOf } from '../../../keys.ts';
import { readClipboard, writeClipboard } from '../../../lib/clipboard.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { copySteps } from '../model/commands/fragment.ts';
import type { Edits } from './use-edits.ts';

interface StepClipboard {
  /** Copies steps as text; false when they are not on the clipboard, which is then said. */
  readonly copy: (names: readonly string[]) => Promise<boolean>;
  /** What was copied; `undefined` when it cannot be read, which is then said. */
  readonly read: () => Promise<string | undefined>;
}

export function useClipboard(latest: () => WorkflowDocument, { refuse, say, warn }: Edits): StepClipboard {
  const { t } = useTranslation('designer');
  return {
    copy: async (names) => {
      const text = copySteps(latest(), names);
      if (text === undefined) {
        refuse({ kind: names.length === 0 ? 'nothing' : 'apart' });
        return false;
      }
      const isWritten = await writeClipboard(text);
      if (isWritten) say(t('said.copy', { step: names[0], count: names.length }));
      else warn(t('refused.clipboard'));
      return isWritten;
    },
    read: async () => {
      const text = await readClipboard();
      if (text === undefined) warn(t('refused.pasteKeys', { keys: ownKeyWords(hintOf('paste')) }));
      return text;
    },
  };
}
