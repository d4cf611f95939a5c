import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { RunButton } from '../components/run-button.tsx';
import { QuotaNotice } from '../components/storage/quota-notice.tsx';
import { WorkflowHeader } from '../components/workflow-header.tsx';
import { RunList } from '../features/runs/components/run-list.tsx';
import styles from '../features/runs/runs.module.css';
import { workflowQuery } from '../lib/queries/workflows.ts';

const route = getRouteApi('/w/$workspace/workflows/$name/runs');

/** The runs of one workflow. */
export function WorkflowRunsPage(): ReactElement {
  const { name } = route.useParams();
  const search = route.useSearch();
  const workflow = useQuery(workflowQuery(name)).data;
  const [openedMs] = useState(() => Date.now());
  const navigate = useNavigate({ from: '/w/$workspace/workflows/$name/runs' });
  return (
    <>
      <WorkflowHeader name={name} current="runs">
        {workflow?.liveVersion !== undefined && <RunButton workflow={name} />}
      </WorkflowHeader>
      <QuotaNotice workflow={name} nowMs={openedMs} />
      <div className={styles.page}>
        <RunList
          search={search}
          ofWorkflow={name}
          onSearch={(next) => void navigate({ search: next, replace: true })}
        />
      </div>
    </>
  );
}
