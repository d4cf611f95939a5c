import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import '../../components/document-diff/words.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { WorkflowHeader } from '../../components/workflow-header.tsx';
import { VersionHistory } from './components/version-history.tsx';
import type { VersionSearch } from './model/version-search.ts';
import styles from './versions.module.css';

// It brings the canvas, which the history has no use for.
const Comparison = lazy(async () => ({ default: (await import('./components/comparison.tsx')).Comparison }));
const route = getRouteApi('/w/$workspace/workflows/$name/versions');

/** The versions of a workflow; two of them side by side when the address says so. */
export function VersionsPage(): ReactElement {
  const { workspace, name } = route.useParams();
  const { from, to, change } = route.useSearch();
  const navigate = useNavigate();
  const show = (search: VersionSearch): void =>
    void navigate({ to: '/w/$workspace/workflows/$name/versions', params: { workspace, name }, search });
  return (
    <div className={styles.place}>
      <WorkflowHeader name={name} current="versions" />
      {from === undefined || to === undefined ? (
        <VersionHistory name={name} workspace={workspace} onCompare={show} />
      ) : (
        <Suspense fallback={<Skeleton rows={8} />}>
          <Comparison name={name} from={from} to={to} change={change} onShow={show} />
        </Suspense>
      )}
    </div>
  );
}
