import { useNavigate, getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../components/page-header.tsx';
import { RunList } from './components/run-list.tsx';
import styles from './runs.module.css';

const route = getRouteApi('/w/$workspace/runs');

/** All runs of the workspace. */
export function RunsPage(): ReactElement {
  const { t } = useTranslation('runs');
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/runs' });
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')} />
      <RunList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
    </div>
  );
}
