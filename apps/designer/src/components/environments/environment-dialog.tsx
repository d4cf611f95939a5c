import { Button, Group, Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { Workspace } from '../../lib/contract.ts';
import { Dialog } from '../dialog.tsx';
import { ProblemAlert } from '../problem-alert.tsx';
import styles from './environments.module.css';
import { STAGES } from './model/environment.ts';
import { useEnvironmentForm } from './use-environment-form.ts';
import './words.ts';

interface Props {
  /** Absent: a new one. */
  readonly workspace?: Workspace;
  readonly onClose: () => void;
}

/** Makes an environment, or changes what it is called and what it is for. */
export function EnvironmentDialog({ workspace, onClose }: Props): ReactElement {
  const { t } = useTranslation('environments');
  const form = useEnvironmentForm(workspace, onClose);
  const { name, slug, stage } = form.values;
  const isNew = workspace === undefined;
  return (
    <Dialog title={isNew ? t('form.create') : t('form.edit', { name: workspace.name })} onClose={onClose}>
      <form className={styles.form} onSubmit={form.submit} noValidate>
        {isNew && <p className={styles.text}>{t('form.createText')}</p>}
        <TextInput
          label={t('form.name')}
          value={name}
          maxLength={100}
          data-autofocus
          error={form.nameError}
          onChange={(event) => form.set({ name: event.currentTarget.value })}
        />
        {isNew && (
          <TextInput
            label={t('form.slug')}
            description={t('form.slugHelp')}
            value={slug}
            error={form.slugError}
            onChange={(event) => form.set({ slug: event.currentTarget.value })}
          />
        )}
        <Select
          label={t('form.stage')}
          description={t('form.stageHelp')}
          value={stage}
          allowDeselect={false}
          data={STAGES.map((value) => ({ value, label: t(`stage.${value}`) }))}
          onChange={(value) => form.set({ stage: value ?? stage })}
        />
        {form.error !== undefined && <ProblemAlert error={form.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel', { ns: 'common' })}
          </Button>
          <Button type="submit" aria-busy={form.isSaving}>
            {isNew ? t('form.submit') : t('form.save')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
