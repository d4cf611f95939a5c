import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '../../../lib/use-translation.ts';
import { versionDocumentQuery } from '../../../lib/queries/workflows.ts';

/** Puts the document of a version on the clipboard. */
export function useCopyVersion(name: string): (number: number) => Promise<void> {
  const { t } = useTranslation('versions');
  const cache = useQueryClient();
  return async (number) => {
    try {
      const { document } = await cache.query(versionDocumentQuery(name, number));
      await navigator.clipboard.writeText(`${JSON.stringify(document, null, 2)}\n`);
      notifications.show({ message: t('copied', { number }) });
    } catch {
      notifications.show({ color: 'red', message: t('notCopied') });
    }
  };
}
