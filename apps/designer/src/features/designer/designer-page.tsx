import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { WorkflowDocument } from '@millrace/machine';
import { type ReactElement, useEffect, useState } from 'react';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { WorkflowHeader } from '../../components/workflow-header.tsx';
import words from '../../i18n/en/designer.json';
import { addWords } from '../../lib/i18n.ts';
import { draftQuery } from './api/draft.ts';
import { DesignerWorkbench } from './components/designer-workbench.tsx';
import { readBackup } from './hooks/draft-backup.ts';
import styles from './designer-page.module.css';

addWords('designer', words);

/** The designer of one workflow's draft. */
export function DesignerPage(): ReactElement {
  const { name, workspace } = useParams({ strict: false });
  const workflow = name ?? '';
  const { data, error, refetch } = useQuery(draftQuery(workflow));
  const [restored, setRestored] = useState<{ readonly document: WorkflowDocument | undefined }>();
  useEffect(() => {
    if (data === undefined) return;
    // What an earlier tab could not save comes back as unsaved edits, unless the draft has moved on.
    readBackup(data.name).then(
      (backup) => setRestored({ document: backup?.revision === data.revision ? backup.document : undefined }),
      () => setRestored({ document: undefined }),
    );
  }, [data]);
  if (error !== null) {
    return (
      <div className={styles.page}>
        <WorkflowHeader name={workflow} current="design" />
        <div className={styles.notice}>
          <ProblemAlert error={error} onRetry={() => void refetch()} />
        </div>
      </div>
    );
  }
  if (data === undefined || restored === undefined) {
    return (
      <div className={styles.page}>
        <WorkflowHeader name={workflow} current="design" />
        <div className={styles.notice}>
          <Skeleton />
        </div>
      </div>
    );
  }
  return <DesignerWorkbench key={data.name} draft={data} restored={restored.document} workspace={workspace ?? ''} />;
}
