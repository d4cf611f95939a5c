import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { WorkflowHeader } from '../components/workflow-header.tsx';
import { RunList } from '../features/runs/components/run-list.tsx';
import styles from '../features/runs/runs.module.css';

const route = getRouteApi('/w/$workspace/workflows/$name/runs');

/** The runs of one workflow. */
export function WorkflowRunsPage(): ReactElement {
  const { name } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/workflows/$name/runs' });
  return (
    <>
      <WorkflowHeader name={name} current="runs" />
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
