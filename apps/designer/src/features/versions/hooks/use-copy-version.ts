import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { writeClipboard } from '../../../lib/clipboard.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { versionDocumentQuery } from '../../../lib/queries/workflows.ts';

/** Puts the document of a version on the clipboard. */
export function useCopyVersion(name: string): (number: number) => Promise<void> {
  const { t } = useTranslation('versions');
  const cache = useQueryClient();
  return async (number) => {
    try {
      const { document } = await cache.query(versionDocumentQuery(name, number));
      const isCopied = await writeClipboard(`${JSON.stringify(document, null, 2)}\n`);
      notifications.show(isCopied ? { message: t('copied', { number }) } : { color: 'red', message: t('notCopied') });
    } catch {
      notifications.show({ color: 'red', message: t('notCopied') });
    }
  };
}
