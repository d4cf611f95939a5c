import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { EditedSettings } from '../hooks/use-settings-form.ts';
import type { SettingProblems } from '../hooks/use-setting-problems.ts';
import styles from '../workflow-settings.module.css';
import { CountField, ExpressionField, Section } from './setting-fields.tsx';

/** What every part of the settings gets. */
export interface SectionProps {
  readonly edited: EditedSettings;
  readonly problem: SettingProblems;
}

/** How runs go on, and which begin first. */
export function RunSection({ edited: { form, change }, problem }: SectionProps): ReactElement {
  const { t } = useTranslation('workflow-settings');
  return (
    <Section title={t('runs.title')}>
      <Select
        label={t('runs.durability')}
        description={t('runs.durabilityHelp')}
        data={(['step', 'run'] as const).map((value) => ({ value, label: t(`runs.${value}`) }))}
        value={form.durability}
        allowDeselect={false}
        onChange={(durability) => change({ durability: durability ?? form.durability })}
      />
      <div className={styles.numbers}>
        <CountField
          label={t('runs.priority')}
          help={t('runs.priorityHelp')}
          min={-100}
          placeholder="0"
          value={form.priority}
          error={problem('priority')}
          onChange={(priority) => change({ priority })}
        />
        <CountField
          label={t('runs.debounce')}
          help={t('runs.debounceHelp')}
          placeholder={t('none')}
          value={form.debounceSeconds}
          error={problem('debounceSeconds')}
          onChange={(debounceSeconds) => change({ debounceSeconds })}
        />
      </div>
    </Section>
  );
}

/** How many runs are unfinished at once, and how many start. */
export function TurnSection(props: SectionProps): ReactElement {
  const { t } = useTranslation('workflow-settings');
  return (
    <Section title={t('turn.title')}>
      <ConcurrencyFields {...props} />
      <RateFields {...props} />
    </Section>
  );
}

function ConcurrencyFields({ edited: { form, change }, problem }: SectionProps): ReactElement {
  const { t } = useTranslation('workflow-settings');
  return (
    <>
      <div className={styles.numbers}>
        <CountField
          label={t('turn.max')}
          help={t('turn.maxHelp')}
          placeholder={t('none')}
          value={form.maxRuns}
          error={problem('concurrency/max')}
          onChange={(maxRuns) => change({ maxRuns })}
        />
        {form.maxRuns !== undefined && (
          <Select
            label={t('turn.overlap')}
            description={t('turn.overlapHelp')}
            data={(['queue', 'skip', 'cancelOldest'] as const).map((value) => ({ value, label: t(`turn.${value}`) }))}
            value={form.overlap}
            allowDeselect={false}
            onChange={(overlap) => change({ overlap: overlap ?? form.overlap })}
          />
        )}
        {form.maxRuns !== undefined && form.overlap === 'queue' && (
          <CountField
            label={t('turn.backlog')}
            help={t('turn.backlogHelp')}
            min={0}
            placeholder={t('none')}
            value={form.backlog}
            error={problem('concurrency/backlog')}
            onChange={(backlog) => change({ backlog })}
          />
        )}
      </div>
      {form.maxRuns !== undefined && (
        <ExpressionField
          label={t('turn.key')}
          help={t('turn.keyHelp')}
          value={form.concurrencyKey}
          error={problem('concurrency/key')}
          onChange={(concurrencyKey) => change({ concurrencyKey })}
        />
      )}
    </>
  );
}

function RateFields({ edited: { form, change }, problem }: SectionProps): ReactElement {
  const { t } = useTranslation('workflow-settings');
  return (
    <>
      <div className={styles.numbers}>
        <CountField
          label={t('turn.rate')}
          help={t('turn.rateHelp')}
          placeholder={t('none')}
          value={form.rateLimit}
          error={problem('rate/limit')}
          onChange={(rateLimit) => change({ rateLimit })}
        />
        {form.rateLimit !== undefined && (
          <CountField
            label={t('turn.perSeconds')}
            help={t('turn.perSecondsHelp')}
            placeholder="1"
            value={form.ratePerSeconds}
            error={problem('rate/perSeconds')}
            onChange={(ratePerSeconds) => change({ ratePerSeconds })}
          />
        )}
      </div>
      {form.rateLimit !== undefined && (
        <ExpressionField
          label={t('turn.rateKey')}
          help={t('turn.keyHelp')}
          value={form.rateKey}
          error={problem('rate/key')}
          onChange={(rateKey) => change({ rateKey })}
        />
      )}
    </>
  );
}

const DEFAULT_SUCCEEDED_DAYS = '30';
const DEFAULT_FAILED_DAYS = '90';

/** How long runs are kept, and what of them. */
export function KeptSection({ edited: { form, change }, problem }: SectionProps): ReactElement {
  const { t } = useTranslation('workflow-settings');
  return (
    <Section title={t('kept.title')}>
      <div className={styles.numbers}>
        <CountField
          label={t('kept.succeeded')}
          placeholder={DEFAULT_SUCCEEDED_DAYS}
          value={form.succeededDays}
          error={problem('retention/succeededDays')}
          onChange={(succeededDays) => change({ succeededDays })}
        />
        <CountField
          label={t('kept.failed')}
          placeholder={DEFAULT_FAILED_DAYS}
          value={form.failedDays}
          error={problem('retention/failedDays')}
          onChange={(failedDays) => change({ failedDays })}
        />
        <Select
          label={t('kept.payloads')}
          data={[
            { value: 'full', label: t('kept.full') },
            { value: 'errors', label: t('kept.errors') },
            { value: 'none', label: t('kept.noPayloads') },
          ]}
          value={form.payloads}
          allowDeselect={false}
          onChange={(payloads) => change({ payloads: payloads ?? form.payloads })}
        />
      </div>
    </Section>
  );
}
