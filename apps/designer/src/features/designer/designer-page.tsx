import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { type ReactElement, useEffect } from 'react';
import { prepareLayouts } from '../../components/canvas/use-layout.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { WorkflowHeader } from '../../components/workflow-header.tsx';
import words from '../../i18n/en/designer.json' with { type: 'json' };
import workbenchWords from '../../i18n/en/workbench.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';
import { DesignerWorkbench } from './components/designer-workbench.tsx';
import styles from './designer-page.module.css';
import { openDraftQuery } from './draft/open-draft.ts';

addWords('designer', words);
addWords('workbench', workbenchWords);

/** The designer of one workflow's draft. */
export function DesignerPage(): ReactElement {
  const { name = '', workspace = '' } = useParams({ strict: false });
  const { step, field, run, add } = useSearch({ strict: false });
  const { data, error, refetch } = useQuery(openDraftQuery(workspace, name));
  useEffect(prepareLayouts, []);
  // A draft that is open stays open, whatever becomes of the server.
  if (data !== undefined)
    return <DesignerWorkbench key={data.key} opened={data} workspace={workspace} begin={{ step, field, run, add }} />;
  return (
    <div className={styles.page}>
      <WorkflowHeader name={name} current="design" />
      <div className={styles.notice}>
        {error === null ? <Skeleton /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
      </div>
    </div>
  );
}
