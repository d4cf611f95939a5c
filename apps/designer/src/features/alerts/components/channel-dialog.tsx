import { Button, Group, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Dialog } from '../../../components/dialog.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { AlertChannel, AlertChannelForm, NewAlertChannel } from '../../../lib/contract.ts';
import { ALERTS_KEY, changeAlertChannel, makeAlertChannel } from '../../../lib/queries/alerts.ts';
import { MOST_OFFERED, useWorkflowNames } from '../../../hooks/use-workflow-names.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { CHANNEL_KINDS, channelDraftOf, toChannelForm, type ChannelDraft } from '../model/channel-draft.ts';

interface Props {
  /** Absent: a new one. */
  readonly channel?: AlertChannel;
  readonly onClose: () => void;
  readonly onSaved: (channel: NewAlertChannel) => void;
}

/** Makes a channel, or changes one. */
export function ChannelDialog({ channel, onClose, onSaved }: Props): ReactElement {
  const { t } = useTranslation('alerts');
  const cache = useQueryClient();
  const [draft, setDraft] = useState(() => channelDraftOf(channel));
  const [isAsked, setIsAsked] = useState(false);
  const isNew = channel === undefined;
  const saving = useMutation({
    mutationFn: (form: AlertChannelForm) => (isNew ? makeAlertChannel(form) : changeAlertChannel(channel.id, form)),
    onSuccess: async (saved) => {
      await cache.invalidateQueries({ queryKey: ALERTS_KEY });
      onSaved(saved);
    },
  });
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    setIsAsked(true);
    const form = toChannelForm(draft, isNew);
    if (form !== undefined) saving.mutate(form);
  };
  const missing = isAsked ? t('channel.missing') : undefined;
  return (
    <Dialog title={isNew ? t('channel.newTitle') : t('channel.editTitle', { name: channel.name })} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Select
            label={t('channel.kind')}
            data={CHANNEL_KINDS.map((value) => ({ value, label: t(`channel.${value}`) }))}
            value={draft.kind}
            disabled={!isNew}
            allowDeselect={false}
            onChange={(chosen) => {
              const kind = CHANNEL_KINDS.find((one) => one === chosen);
              if (kind !== undefined) setDraft({ ...draft, kind, place: '' });
            }}
          />
          <TextInput
            label={t('channel.name')}
            value={draft.name}
            required
            maxLength={100}
            data-autofocus
            error={draft.name.trim() === '' ? missing : undefined}
            onChange={({ currentTarget: { value } }) => setDraft({ ...draft, name: value })}
          />
          <Place draft={draft} isNew={isNew} missing={missing} onChange={(place) => setDraft({ ...draft, place })} />
        </Stack>
        {saving.error !== null && <ProblemAlert error={saving.error} />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('cancel', { ns: 'common' })}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {t(isNew ? 'channel.create' : 'channel.save')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

interface PlaceProps {
  readonly draft: ChannelDraft;
  readonly isNew: boolean;
  readonly missing: string | undefined;
  readonly onChange: (place: string) => void;
}

/** Where it goes. */
function Place({ draft: { kind, place }, isNew, missing, onChange }: PlaceProps): ReactElement {
  const { t } = useTranslation('alerts');
  const error = place.trim() === '' && (isNew || kind !== 'slack') ? missing : undefined;
  const field = {
    ...{ value: place, required: true, autoComplete: 'off', error },
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value),
  };
  switch (kind) {
    case 'email':
      return <TextInput {...field} label={t('channel.to')} description={t('channel.toHelp')} />;
    case 'webhook':
      return <TextInput {...field} type="url" label={t('channel.url')} description={t('channel.urlHelp')} />;
    case 'slack':
      return (
        <PasswordInput
          {...field}
          required={isNew}
          label={t('channel.slackUrl')}
          description={t(isNew ? 'channel.slackHelp' : 'channel.slackKept')}
        />
      );
    case 'workflow':
      return <WorkflowPlace place={place} error={error} onChange={onChange} />;
  }
}

interface WorkflowPlaceProps {
  readonly place: string;
  readonly error: string | undefined;
  readonly onChange: (place: string) => void;
}

function WorkflowPlace({ place, error, onChange }: WorkflowPlaceProps): ReactElement {
  const { t } = useTranslation('alerts');
  const workflows = useWorkflowNames();
  return (
    <Select
      label={t('channel.workflowName')}
      data={workflows.map(({ name, title }) => ({ value: name, label: title }))}
      value={place === '' ? null : place}
      searchable
      limit={MOST_OFFERED}
      required
      error={error}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  );
}
