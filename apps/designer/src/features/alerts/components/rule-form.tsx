import { Button, Checkbox, Group, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { alertChannelsQuery } from '../../../lib/queries/alerts.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { REMIND_HOURS, type RuleDraft } from '../model/rule-draft.ts';
import { ConditionFields } from './condition-fields.tsx';
import { QuietFields } from './quiet-fields.tsx';
import { RulePreview } from './rule-preview.tsx';
import styles from '../alerts.module.css';

interface Props {
  readonly title: string;
  readonly start: RuleDraft;
  readonly workflow: string | undefined;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onSave: (draft: RuleDraft) => void;
  readonly onClose: () => void;
}

/** A rule that is written, and what it would have told. */
export function RuleForm({ title, start, workflow, isPending, error, onSave, onClose }: Props): ReactElement {
  const { t } = useTranslation('alerts');
  const [draft, setDraft] = useState(start);
  const [isAsked, setIsAsked] = useState(false);
  const change = (part: Partial<RuleDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    setIsAsked(true);
    if (draft.name.trim() !== '') onSave(draft);
  };
  return (
    <form className={styles.form} onSubmit={submit} aria-label={title} noValidate>
      <h2>{title}</h2>
      <div className={styles.parts}>
        <div className={styles.fields}>
          <TextInput
            label={t('form.name')}
            value={draft.name}
            required
            maxLength={200}
            error={isAsked && draft.name.trim() === '' ? t('form.missing') : undefined}
            onChange={({ currentTarget: { value } }) => change({ name: value })}
          />
          <ConditionFields condition={draft.condition} onChange={(condition) => change({ condition })} />
          <Channels chosen={draft.channelIds} onChange={(channelIds) => change({ channelIds })} />
          <Telling draft={draft} onChange={change} />
        </div>
        <RulePreview condition={draft.condition} workflow={workflow} />
      </div>
      {error !== null && error !== undefined && <ProblemAlert error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('cancel', { ns: 'common' })}
        </Button>
        <Button type="submit" loading={isPending}>
          {t('form.save')}
        </Button>
      </Group>
    </form>
  );
}

interface ChannelsProps {
  readonly chosen: readonly string[];
  readonly onChange: (channelIds: readonly string[]) => void;
}

function Channels({ chosen, onChange }: ChannelsProps): ReactElement {
  const { t } = useTranslation('alerts');
  const { data } = useQuery(alertChannelsQuery);
  return (
    <fieldset className={styles.channels}>
      <legend>{t('form.channels')}</legend>
      {data?.length === 0 && <p className={styles.hint}>{t('form.noChannels')}</p>}
      {data?.map(({ id, name, target, obstacle }) => (
        <Checkbox
          key={id}
          label={t(`channelName.${target.kind}`, { name })}
          description={obstacle}
          checked={chosen.includes(id)}
          onChange={({ currentTarget: { checked } }) =>
            onChange(checked ? [...chosen, id] : chosen.filter((one) => one !== id))
          }
        />
      ))}
    </fieldset>
  );
}

interface TellingProps {
  readonly draft: RuleDraft;
  readonly onChange: (part: Partial<RuleDraft>) => void;
}

function Telling({ draft, onChange }: TellingProps): ReactElement {
  const { t } = useTranslation('alerts');
  const hours = REMIND_HOURS.map((count) => ({
    value: String(count * 60),
    label: count === 0 ? t('form.remindNever') : t('form.remindHours', { count }),
  }));
  return (
    <>
      <div className={styles.numbers}>
        <Select
          label={t('severity.label')}
          description={t('form.severityHelp')}
          data={(['warning', 'critical'] as const).map((value) => ({ value, label: t(`severity.${value}`) }))}
          value={draft.severity}
          allowDeselect={false}
          onChange={(chosen) => onChange({ severity: chosen === 'critical' ? 'critical' : 'warning' })}
        />
        <Select
          label={t('form.remind')}
          data={hours}
          value={String(draft.remindMinutes)}
          allowDeselect={false}
          onChange={(chosen) => onChange({ remindMinutes: Number(chosen) })}
        />
      </div>
      <QuietFields quiet={draft.quietHours} onChange={(quietHours) => onChange({ quietHours })} />
    </>
  );
}
