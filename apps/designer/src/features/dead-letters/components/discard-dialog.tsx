import { Textarea } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { useTranslation } from '../../../lib/use-translation.ts';

const MOST_CHARACTERS = 1000;

interface Props {
  readonly title: string;
  /** Whether it is known what is discarded. */
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onDiscard: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks why something is left at that: nobody else will know. */
export function DiscardDialog({ onDiscard, isReady = true, ...dialog }: Props): ReactElement {
  const { t } = useTranslation('deadLetters');
  const [reason, setReason] = useState('');
  return (
    <ConfirmDialog
      {...dialog}
      text={t('discard.text')}
      confirm={t('discard.confirm')}
      isDangerous
      isReady={isReady && reason.trim() !== ''}
      onConfirm={() => onDiscard(reason.trim())}
    >
      <Textarea
        mt="md"
        label={t('discard.reason')}
        value={reason}
        maxLength={MOST_CHARACTERS}
        autosize
        minRows={2}
        required
        onChange={({ currentTarget: { value } }) => setReason(value)}
      />
    </ConfirmDialog>
  );
}
