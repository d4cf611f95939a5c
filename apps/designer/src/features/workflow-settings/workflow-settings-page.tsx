import { Button } from '@mantine/core';
import type { WorkflowDocument } from '@millrace/machine';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useMemo } from 'react';
import { Leaving } from '../../components/leaving.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { WorkflowHeader } from '../../components/workflow-header.tsx';
import { findMisfit } from '../../lib/document-shape.ts';
import { useMay } from '../../lib/permissions.ts';
import { draftQuery } from '../../lib/queries/draft.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { AttributeSection } from './components/attribute-section.tsx';
import { FailureSection } from './components/failure-section.tsx';
import { KeptSection, RunSection, TurnSection } from './components/run-sections.tsx';
import { useSettingProblems } from './hooks/use-setting-problems.ts';
import { useSettingsForm, withSettings } from './hooks/use-settings-form.ts';
import { rowProblems } from './model/settings-form.ts';
import './words.ts';
import styles from './workflow-settings.module.css';

const route = getRouteApi('/w/$workspace/workflows/$name/settings');

/** The settings of a workflow's draft as a form. */
export function WorkflowSettingsPage(): ReactElement {
  const { name } = route.useParams();
  const { data, error, refetch } = useQuery(draftQuery(name));
  const { t } = useTranslation('workflow-settings');
  const isMisfit = data !== undefined && findMisfit(data.document) !== undefined;
  if (data !== undefined && !isMisfit)
    return <Settings key={name} workflow={name} document={data.document as WorkflowDocument} />;
  return (
    <div className={styles.place}>
      <WorkflowHeader name={name} current="settings" />
      {isMisfit && (
        <div className={styles.page}>
          <Intro text={t('notRead')} name={name} />
        </div>
      )}
      {data === undefined &&
        (error === null ? <Skeleton /> : <ProblemAlert error={error} onRetry={() => void refetch()} />)}
    </div>
  );
}

interface SettingsProps {
  readonly workflow: string;
  readonly document: WorkflowDocument;
}

function Settings({ workflow, document }: SettingsProps): ReactElement {
  const { t } = useTranslation('workflow-settings');
  const mayEdit = useMay('workflow.write');
  const edited = useSettingsForm(workflow, document);
  const { settings, isEdited, isPending, error, save, discard, form } = edited;
  const problem = useSettingProblems(useMemo(() => withSettings(document, settings), [document, settings]));
  const isReady = isEdited && rowProblems(form.attributes).size === 0;
  const parts = { edited, problem };
  return (
    <form
      className={styles.place}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save();
      }}
    >
      <WorkflowHeader name={workflow} current="settings">
        {isEdited && (
          <>
            <span className={styles.unsaved}>{t('unsaved')}</span>
            <Button variant="default" disabled={isPending} onClick={discard}>
              {t('discard')}
            </Button>
          </>
        )}
        {mayEdit && (
          <Button type="submit" disabled={!isReady} loading={isPending}>
            {t('save')}
          </Button>
        )}
      </WorkflowHeader>
      <Leaving isEdited={isEdited} />
      <div className={styles.scroll}>
        <fieldset className={styles.page} disabled={!mayEdit}>
          <Intro text={t(mayEdit ? 'text' : 'readOnly')} name={workflow} />
          {error !== null && <ProblemAlert error={error} onRetry={save} />}
          <RunSection {...parts} />
          <TurnSection {...parts} />
          <KeptSection {...parts} />
          <FailureSection {...parts} workflow={workflow} />
          <AttributeSection {...parts} />
        </fieldset>
      </div>
    </form>
  );
}

function Intro({ text, name }: { readonly text: string; readonly name: string }): ReactElement {
  const { t } = useTranslation('workflow-settings');
  const workspace = useWorkspace();
  return (
    <div className={styles.intro}>
      <p className={styles.text}>{text}</p>
      <Link to="/w/$workspace/workflows/$name/design" params={{ workspace, name }}>
        {t('publish')}
      </Link>
    </div>
  );
}
