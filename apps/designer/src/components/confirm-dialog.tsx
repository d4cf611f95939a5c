import { Button, Group, Text, TextInput } from '@mantine/core';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { Dialog } from './dialog.tsx';
import { ProblemAlert } from './problem-alert.tsx';

interface Props {
  readonly title: string;
  readonly text: string;
  /** What the button says: what it does. */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** What has to be typed first, for what others depend on. */
  readonly typed?: string | undefined;
  readonly children?: ReactNode;
  /** Whether what the children ask for is there. */
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back, or that others will notice. */
export function ConfirmDialog(props: Props): ReactElement {
  const { title, text, confirm, isDangerous = false, isReady = true, typed, children } = props;
  const { isPending, error, onConfirm, onClose } = props;
  const { t } = useTranslation();
  const [given, setGiven] = useState('');
  const isAllowed = isReady && (typed === undefined || given.trim() === typed);
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    if (isAllowed) onConfirm();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Text size="sm">{text}</Text>
        {children}
        {typed !== undefined && (
          <TextInput
            mt="md"
            label={t('typeToConfirm', { text: typed })}
            value={given}
            autoComplete="off"
            data-autofocus
            onChange={(event) => setGiven(event.currentTarget.value)}
          />
        )}
        {error !== null && error !== undefined && <ProblemAlert error={error} />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose} {...(typed === undefined ? { 'data-autofocus': true } : {})}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={!isAllowed} loading={isPending} {...(isDangerous ? { color: 'red' } : {})}>
            {confirm}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
