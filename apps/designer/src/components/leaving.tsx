import { useBlocker } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** Asks before what is typed is left behind; a browser that closes the page asks in its own words. */
export function Leaving({ isEdited }: { readonly isEdited: boolean }): ReactElement | null {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    // What only the address tells of a page is no other page.
    shouldBlockFn: ({ current, next }) => isEdited && current.pathname !== next.pathname,
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
