import { Button } from '@mantine/core';
import { IconPlug, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { ConnectorDescription } from '../../lib/contract.ts';
import { connectorsQuery } from '../../lib/queries/connectors.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { CardGrid } from './components/card-grid.tsx';
import { CatalogueFilters, CategoryFacet } from './components/catalogue-filters.tsx';
import { NewConnector } from './components/new-connector.tsx';
import styles from './connectors.module.css';
import { type CatalogueSearch, filterCatalogue } from './model/catalogue.ts';
import './words.ts';

const route = getRouteApi('/w/$workspace/connectors');

/** The catalogue: every connector that workflows can use. */
export function ConnectorsPage(): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const { data, error, isPending, refetch } = useQuery(connectorsQuery);
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('title')}
        aside={data !== undefined && <span className={styles.count}>{data.items.length}</span>}
        actions={
          <>
            <Button component={Link} to={`/w/${workspace}/connectors/publishers/keys`} variant="default">
              {t('keys.title')}
            </Button>
            <NewConnector />
          </>
        }
      />
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton />}
      {data?.items.length === 0 && (
        <EmptyState icon={<IconPlug size={20} />} title={t('empty.noneTitle')} text={t('empty.noneText')} />
      )}
      {data !== undefined && data.items.length > 0 && <Catalogue connectors={data.items} />}
    </div>
  );
}

function Catalogue({ connectors }: { readonly connectors: readonly ConnectorDescription[] }): ReactElement {
  const { t } = useTranslation('catalogue');
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/connectors' });
  const narrow = (next: CatalogueSearch): void => void navigate({ search: next, replace: true });
  const shown = filterCatalogue(connectors, search);
  return (
    <>
      <CatalogueFilters connectors={connectors} search={search} onSearch={narrow} />
      <div className={styles.shelves}>
        <CategoryFacet connectors={connectors} search={search} onSearch={narrow} />
        {shown.length > 0 ? (
          <CardGrid connectors={shown} />
        ) : (
          <EmptyState
            icon={<IconSearch size={20} />}
            title={t('empty.title')}
            text={t('empty.text')}
            action={
              <Button variant="default" onClick={() => narrow({})}>
                {t('empty.clear')}
              </Button>
            }
          />
        )}
      </div>
    </>
  );
}
