import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { RunButton } from '../components/run-button.tsx';
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
  const navigate = useNavigate({ from: '/w/$workspace/workflows/$name/runs' });
  return (
    <>
      <WorkflowHeader name={name} current="runs">
        {workflow?.liveVersion !== undefined && <RunButton workflow={name} />}
      </WorkflowHeader>
      <div className={styles.page}>
        <RunList
          search={{ ...search, workflow: name }}
          oneWorkflow
          onSearch={({ status, since }) =>
            void navigate({ search: { ...(status && { status }), ...(since && { since }) }, replace: true })
          }
        />
      </div>
    </>
  );
}
