import { Textarea } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { useTranslation } from '../../../lib/use-translation.ts';

interface Props {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onReject: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks why: whoever reads of the failure wants to know. */
export function RejectDialog({ onReject, ...rest }: Props): ReactElement {
  const { t } = useTranslation('tasks');
  const [reason, setReason] = useState('');
  return (
    <ConfirmDialog
      {...rest}
      title={t('answer.rejectTitle')}
      text={t('answer.rejectText')}
      confirm={t('answer.rejectConfirm')}
      isReady={reason.trim() !== ''}
      onConfirm={() => onReject(reason.trim())}
    >
      <Textarea
        mt="md"
        label={t('answer.reason')}
        value={reason}
        maxLength={2000}
        autosize
        minRows={3}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
