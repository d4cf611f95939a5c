import { useNavigate, getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RunList } from './components/run-list.tsx';
import styles from './runs.module.css';

const route = getRouteApi('/w/$workspace/runs');

/** All runs of the workspace. */
export function RunsPage(): ReactElement {
  const { t } = useTranslation('runs');
  const { workspace } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/runs' });
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('title')}
        actions={
          <LinkButton to="/w/$workspace/bulk" params={{ workspace }} variant="default">
            {t('bulkActions')}
          </LinkButton>
        }
      />
      <RunList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
    </div>
  );
}
