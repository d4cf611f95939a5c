import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { versionDocumentQuery } from '../../../../lib/queries/workflows.ts';
import type { DraftEditor } from '../../draft/use-draft.ts';

/** Makes the draft say what a version says, as one edit. An address that asks for it has it done once, and forgets it. */
export function useEditFrom(name: string, draft: DraftEditor): (number: number) => void {
  const { t } = useTranslation('versions');
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { from } = useSearch({ strict: false });
  const editFrom = async (number: number): Promise<void> => {
    const { document } = await cache.query(versionDocumentQuery(name, number));
    draft.change(document, { name: 'version', step: `v${number}` });
    notifications.show({ message: t('edited', { number }) });
  };
  const start = (number: number): void => {
    editFrom(number).catch((error: unknown) => {
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) });
    });
  };
  const follow = useEffectEvent((number: number) => {
    start(number);
    void navigate({ to: '.', search: {}, replace: true });
  });
  const wanted = typeof from === 'number' ? from : undefined;
  useEffect(() => {
    if (wanted !== undefined) follow(wanted);
  }, [wanted]);
  return start;
}
