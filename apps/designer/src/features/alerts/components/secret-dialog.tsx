import { Button, Group, Text, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { Dialog } from '../../../components/dialog.tsx';
import { CopyButton } from '../../../components/id.tsx';
import { useTranslation } from '../../../lib/use-translation.ts';

interface Props {
  readonly secret: string;
  readonly isNext: boolean;
  readonly onClose: () => void;
}

/** What a webhook is signed by, for the one time that it is shown. */
export function SecretDialog({ secret, isNext, onClose }: Props): ReactElement {
  const { t } = useTranslation('alerts');
  const label = t('channel.secretLabel');
  return (
    <Dialog isOnce title={t('channel.secretTitle')} onClose={onClose}>
      <Text size="sm" mb="sm">
        {t(isNext ? 'channel.secretTextNext' : 'channel.secretText')}
      </Text>
      <TextInput
        label={label}
        value={secret}
        readOnly
        rightSection={<CopyButton text={secret} label={t('copy', { ns: 'common', what: label.toLowerCase() })} />}
      />
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose} data-autofocus>
          {t('channel.done')}
        </Button>
      </Group>
    </Dialog>
  );
}
