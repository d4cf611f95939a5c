import { Button, Group, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTestPipe } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import words from '../../i18n/en/workflow-tests.json' with { type: 'json' };
import type { RunWithPayload } from '../../lib/contract.ts';
import { shortenId } from '../../lib/format.ts';
import { addWords } from '../../lib/i18n.ts';
import { useMay } from '../../lib/permissions.ts';
import { Dialog } from '../dialog.tsx';
import { ProblemAlert } from '../problem-alert.tsx';
import { useSaveAsTest } from './use-save-as-test.ts';

addWords('workflow-tests', words);

/** Makes a test of a run that has ended. */
export function SaveAsTest({ run }: { readonly run: RunWithPayload }): ReactElement | null {
  const { t } = useTranslation('workflow-tests');
  const [isOpen, setOpen] = useState(false);
  // Without the payloads there is nothing to make a mock of.
  const may = [useMay('workflow.write'), useMay('run.read_payload')].every(Boolean);
  if (!may) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTestPipe size={16} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {t('save.open')}
      </Button>
      {isOpen && <SaveDialog run={run} onClose={() => setOpen(false)} />}
    </>
  );
}

interface DialogProps {
  readonly run: RunWithPayload;
  readonly onClose: () => void;
}

function SaveDialog({ run, onClose }: DialogProps): ReactElement {
  const { t } = useTranslation(['workflow-tests', 'common']);
  const [name, setName] = useState(t('save.wanted', { id: shortenId(run.id) }));
  const saving = useSaveAsTest(run, {
    onSaved: (test, guessed) => {
      const states = guessed.map((state) => `“${state}”`).join(', ');
      notifications.show({
        message: guessed.length === 0 ? t('save.done', { name: test }) : t('save.guessed', { name: test, states }),
        autoClose: guessed.length === 0 ? 4000 : false,
      });
    },
  });
  const wanted = name.trim();
  return (
    <Dialog title={t('save.title')} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== '') saving.save(wanted);
        }}
      >
        <Text size="sm">{saving.isCut ? t('save.cut') : t('save.text', { workflow: run.workflow.name })}</Text>
        {!saving.isCut && (
          <TextInput
            mt="md"
            label={t('save.name')}
            value={name}
            maxLength={200}
            autoComplete="off"
            error={wanted === '' ? t('detail.nameEmpty') : undefined}
            data-autofocus
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        {saving.error !== null && <ProblemAlert error={saving.error} />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={saving.isCut || wanted === ''} loading={saving.isPending}>
            {t('save.confirm')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
