import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { WorkflowHeader } from '../../components/workflow-header.tsx';
import { RuleDesk } from './components/rule-desk.tsx';
import { ToldList } from './components/told-list.tsx';
import './words.ts';
import styles from './alerts.module.css';

const route = getRouteApi('/w/$workspace/workflows/$name/alerts');

/** What is watched of one workflow, and what was told of it. */
export function WorkflowAlertsPage(): ReactElement {
  const { name } = route.useParams();
  return (
    <div className={styles.place}>
      <WorkflowHeader name={name} current="alerts" />
      <div className={styles.page}>
        <RuleDesk key={name} workflow={name} />
        <ToldList filter={{ workflow: name }} />
      </div>
    </div>
  );
}
