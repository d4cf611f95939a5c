import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { AlertRule } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { ALERTS_KEY, alertRulesQuery, changeAlertRule, makeAlertRule } from '../../../lib/queries/alerts.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { type Preset, WORKFLOW_PRESETS, WORKSPACE_PRESETS } from '../model/presets.ts';
import { draftOf, newDraft, toRuleForm, type RuleDraft } from '../model/rule-draft.ts';
import { NoRules, RuleTable } from './rule-table.tsx';
import { RuleForm } from './rule-form.tsx';
import styles from '../alerts.module.css';

type Writing = { readonly kind: 'new'; readonly preset: Preset } | { readonly kind: 'edit'; readonly rule: AlertRule };

/** What is watched of a workflow, or of all; and what else could be. */
export function RuleDesk({ workflow }: { readonly workflow?: string }): ReactElement {
  const rules = useQuery(alertRulesQuery(workflow));
  const mayWrite = useMay('alert.write');
  const [writing, write] = useState<Writing>();
  return (
    <div className={styles.desk}>
      {mayWrite && writing === undefined && (
        <Presets
          presets={workflow === undefined ? WORKSPACE_PRESETS : WORKFLOW_PRESETS}
          onChoose={(preset) => write({ kind: 'new', preset })}
        />
      )}
      {writing !== undefined && (
        <RuleWriter
          key={writing.kind === 'new' ? writing.preset.id : writing.rule.id}
          writing={writing}
          workflow={workflow}
          onDone={() => write(undefined)}
        />
      )}
      <Rules
        {...{ rules, mayWrite }}
        withoutWorkflow={workflow !== undefined}
        // One at a time: what is written would be gone.
        onEdit={writing === undefined ? (rule) => write({ kind: 'edit', rule }) : undefined}
      />
    </div>
  );
}

interface RulesProps {
  readonly rules: UseQueryResult<readonly AlertRule[]>;
  readonly mayWrite: boolean;
  readonly withoutWorkflow: boolean;
  readonly onEdit: ((rule: AlertRule) => void) | undefined;
}

function Rules({ rules: { data, error, refetch }, ...props }: RulesProps): ReactElement {
  return (
    <>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <div className={styles.frame}>
        {data === undefined && error === null && <Skeleton rows={3} />}
        {data?.length === 0 && <NoRules />}
        {data !== undefined && data.length > 0 && <RuleTable rules={data} {...props} />}
      </div>
    </>
  );
}

interface PresetsProps {
  readonly presets: readonly Preset[];
  readonly onChoose: (preset: Preset) => void;
}

function Presets({ presets, onChoose }: PresetsProps): ReactElement {
  const { t } = useTranslation('alerts');
  return (
    <section className={styles.presets} aria-labelledby="presets-title">
      <h2 id="presets-title">{t('preset.title')}</h2>
      <div>
        {presets.map((preset) => (
          <Button
            key={preset.id}
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            onClick={() => onChoose(preset)}
          >
            {t(`preset.${preset.id}`)}
          </Button>
        ))}
      </div>
    </section>
  );
}

interface WriterProps {
  readonly writing: Writing;
  readonly workflow: string | undefined;
  readonly onDone: () => void;
}

function RuleWriter({ writing, workflow, onDone }: WriterProps): ReactElement {
  const { t } = useTranslation('alerts');
  const cache = useQueryClient();
  const saving = useMutation({
    mutationFn: (draft: RuleDraft) =>
      writing.kind === 'new'
        ? makeAlertRule(toRuleForm(draft, workflow))
        : changeAlertRule(writing.rule.id, { ...toRuleForm(draft, undefined), quietHours: draft.quietHours ?? null }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ALERTS_KEY });
      onDone();
    },
  });
  const isNew = writing.kind === 'new';
  return (
    <RuleForm
      title={isNew ? t('form.new') : t('form.edit', { name: writing.rule.name })}
      start={isNew ? newDraft(t(`preset.${writing.preset.id}`), writing.preset.condition) : draftOf(writing.rule)}
      workflow={isNew ? workflow : writing.rule.workflow?.name}
      isPending={saving.isPending}
      error={saving.error}
      onSave={(draft) => saving.mutate(draft)}
      onClose={onDone}
    />
  );
}
