import { useBlocker } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { useTranslation } from '../../../lib/use-translation.ts';

/** Asks before what is typed is left behind; a browser that closes the page asks in its own words. */
export function Leaving({ isEdited }: { readonly isEdited: boolean }): ReactElement | null {
  const { t } = useTranslation('workflow-settings');
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isEdited,
    enableBeforeUnload: isEdited,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <ConfirmDialog
      title={t('leave.title')}
      text={t('leave.text')}
      confirm={t('leave.confirm')}
      isDangerous
      isPending={false}
      error={null}
      onConfirm={proceed}
      onClose={reset}
    />
  );
}
