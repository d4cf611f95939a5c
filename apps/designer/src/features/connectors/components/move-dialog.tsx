import { Button, Checkbox, Group, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Dialog } from '../../../components/dialog.tsx';
import type { ConnectorUser, ConnectorVersion } from '../../../lib/contract.ts';
import { startMigration } from '../api/migrations.ts';
import { readBatches, targetsOf, USUAL_BATCHES, workflowsByPin } from '../model/migrations.ts';
import { Refusal } from './refusal.tsx';
import styles from './versions.module.css';

interface Props {
  readonly connector: string;
  readonly users: readonly ConnectorUser[];
  readonly versions: readonly ConnectorVersion[];
  readonly onClose: () => void;
}

/** What has been chosen; the rest is what is usual. */
interface Choice {
  readonly from?: string;
  readonly to?: string;
  readonly workflows?: readonly string[];
  readonly isPublished: boolean;
  readonly batches: string;
}

/** The choices with what is usual in place of what was not chosen. */
function settle(choice: Choice, { users, versions }: Pick<Props, 'users' | 'versions'>) {
  const byPin = workflowsByPin(users);
  const latest = versions.find(({ isLatest }) => isLatest)?.version;
  const pins = [...byPin.keys()];
  const from = choice.from ?? pins.find((pin) => pin !== latest) ?? pins[0] ?? '';
  const targets = targetsOf(versions, from);
  const usual = latest !== undefined && targets.includes(latest) ? latest : targets[0];
  const to = choice.to !== undefined && targets.includes(choice.to) ? choice.to : usual;
  const offered = byPin.get(from) ?? [];
  return { pins, from, targets, to, offered, workflows: choice.workflows ?? offered };
}

/** Asks which workflows go to which version and how, and begins. */
export function MoveDialog({ connector, users, versions, onClose }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [choice, choose] = useState<Choice>({ isPublished: false, batches: USUAL_BATCHES });
  const settled = settle(choice, { users, versions });
  const { from, to, workflows } = settled;
  const batches = choice.isPublished ? readBatches(choice.batches) : undefined;
  const isReady = to !== undefined && workflows.length > 0 && (!choice.isPublished || batches !== undefined);
  const move = useMutation({
    mutationFn: startMigration,
    onSuccess: async ({ id }) => {
      await navigate({ to: '.', search: { tab: 'used-by', migration: id } });
      await cache.invalidateQueries({ queryKey: ['connectors', connector] });
      await cache.invalidateQueries({ queryKey: ['workflows'] });
    },
  });
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    if (!isReady) return;
    move.mutate({ connector, from, to, workflows, ...(batches === undefined ? {} : { batches }) });
  };
  return (
    <Dialog title={t('move.title')} onClose={onClose} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">{t('move.text')}</Text>
          <Pins
            settled={settled}
            onChoose={(pins) => choose({ isPublished: choice.isPublished, batches: choice.batches, ...pins })}
          />
          <Workflows
            offered={settled.offered}
            chosen={workflows}
            onChoose={(chosen) => choose({ ...choice, workflows: chosen })}
          />
          <Way choice={choice} onChoose={choose} />
          {move.error !== null && <Refusal error={move.error} />}
        </Stack>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('cancel', { ns: 'common' })}
          </Button>
          <Button type="submit" loading={move.isPending} disabled={!isReady}>
            {t('move.confirm', { count: workflows.length })}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

interface PinsProps {
  readonly settled: Pick<ReturnType<typeof settle>, 'pins' | 'from' | 'targets' | 'to'>;
  readonly onChoose: (pins: Pick<Choice, 'from' | 'to'>) => void;
}

function Pins({ settled: { pins, from, targets, to }, onChoose }: PinsProps): ReactElement {
  const { t } = useTranslation('catalogue');
  return (
    <Group grow>
      <Select
        label={t('move.from')}
        data={pins}
        value={from}
        allowDeselect={false}
        onChange={(pin) => onChoose({ from: pin ?? from })}
      />
      <Select
        label={t('move.to')}
        data={[...targets]}
        value={to ?? null}
        allowDeselect={false}
        onChange={(version) => onChoose({ from, ...(version === null ? {} : { to: version }) })}
      />
    </Group>
  );
}

interface WorkflowsProps {
  readonly offered: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

function Workflows({ offered, chosen, onChoose }: WorkflowsProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const isAll = chosen.length === offered.length;
  return (
    <Checkbox.Group
      label={t('move.workflows')}
      value={[...chosen]}
      onChange={onChoose}
      error={chosen.length === 0 ? t('move.workflowsFault') : undefined}
    >
      <div className={styles.choices}>
        {offered.length > 1 && (
          // It stands for all of them, so it is none of the group's own.
          <Button size="xs" variant="subtle" onClick={() => onChoose(isAll ? [] : offered)} aria-pressed={isAll}>
            {t('move.all', { count: offered.length })}
          </Button>
        )}
        {offered.map((workflow) => (
          <Checkbox key={workflow} value={workflow} label={workflow} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

interface WayProps {
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
}

function Way({ choice, onChoose }: WayProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const isWrong = readBatches(choice.batches) === undefined;
  return (
    <>
      <Radio.Group
        label={t('move.how')}
        value={choice.isPublished ? 'publish' : 'drafts'}
        onChange={(way) => onChoose({ ...choice, isPublished: way === 'publish' })}
      >
        <Stack gap="xs" mt={4}>
          {(['drafts', 'publish'] as const).map((way) => (
            <Radio key={way} value={way} label={t(`move.${way}`)} description={t(`move.${way}Help`)} />
          ))}
        </Stack>
      </Radio.Group>
      {choice.isPublished && (
        <TextInput
          label={t('move.batches')}
          description={t('move.batchesHelp')}
          value={choice.batches}
          autoComplete="off"
          error={isWrong ? t('move.batchesFault') : undefined}
          onChange={(event) => onChoose({ ...choice, batches: event.currentTarget.value })}
        />
      )}
    </>
  );
}
