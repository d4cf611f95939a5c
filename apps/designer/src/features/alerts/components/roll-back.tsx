import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import '../../../components/document-diff/words.ts';
import type { AlertDetail } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { useTranslation } from '../../../lib/use-translation.ts';

const ActivateDialog = lazy(async () => ({
  default: (await import('../../../components/versions/activate-dialog.tsx')).ActivateDialog,
}));

interface Props {
  readonly workflow: string;
  readonly advice: NonNullable<AlertDetail['rollBack']>;
  /** The dialog is open, also because a message led here. */
  readonly isOpen: boolean;
}

/** Back to the version that did better; the dialog says what that means. */
export function RollBack({ workflow, advice, isOpen }: Props): ReactElement | null {
  const { t } = useTranslation('alerts');
  const navigate = useNavigate({ from: '/w/$workspace/alerts/$id' });
  const mayPublish = useMay('workflow.publish');
  const show = (search: { readonly rollBack?: number }): void => void navigate({ search, replace: true });
  if (!mayPublish) return null;
  return (
    <>
      <Button onClick={() => show({ rollBack: advice.to })}>{t('alert.rollBack', { to: advice.to })}</Button>
      {isOpen && (
        <Suspense fallback={null}>
          <ActivateDialog name={workflow} number={advice.to} onClose={() => show({})} />
        </Suspense>
      )}
    </>
  );
}
