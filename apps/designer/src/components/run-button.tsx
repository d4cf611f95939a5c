import { Button, Group, Modal, Textarea } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { parseJson } from '../lib/json.ts';
import { runQuery, runsQuery, startRun } from '../lib/queries/runs.ts';
import { useWorkspace } from '../lib/workspace.ts';
import { ProblemAlert } from './problem-alert.tsx';
import styles from './run-button.module.css';

/** Starts a run of the live version by hand. */
export function RunButton({ workflow }: { readonly workflow: string }): ReactElement {
  const { t } = useTranslation('runs');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {t('start.open')}
      </Button>
      {isOpen && <RunDialog workflow={workflow} onClose={() => setOpen(false)} />}
    </>
  );
}

interface DialogProps {
  readonly workflow: string;
  readonly onClose: () => void;
}

function RunDialog({ workflow, onClose }: DialogProps): ReactElement {
  const { t } = useTranslation(['runs', 'common']);
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const newest = useNewestInput(workflow);
  const [typed, setTyped] = useState<string>();
  const text = typed ?? newest;
  const input = parseJson(text);
  const start = useMutation({
    mutationFn: (value: unknown) => startRun(workflow, value),
    onSuccess: (id) => navigate({ to: '/w/$workspace/runs/$id', params: { workspace, id } }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('start.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Textarea
        label={t('start.input')}
        description={t('start.help')}
        value={text}
        error={input.problem === '' ? undefined : t('start.invalid', { why: input.problem })}
        autosize
        minRows={6}
        maxRows={18}
        spellCheck={false}
        classNames={{ input: styles.code ?? '' }}
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {start.error !== null && <ProblemAlert error={start.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button loading={start.isPending} disabled={input.problem !== ''} onClick={() => start.mutate(input.value)}>
          {t('start.confirm')}
        </Button>
      </Group>
    </Modal>
  );
}

/** The newest run's input, to be sent again or changed; an empty object before the first. */
function useNewestInput(workflow: string): string {
  const id = useInfiniteQuery(runsQuery({ workflow }, 1)).data?.pages[0]?.items[0]?.id;
  const { data } = useQuery({ ...runQuery(id ?? ''), enabled: id !== undefined });
  return JSON.stringify(data?.input ?? {}, null, 2);
}
