import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { Skeleton } from '../../../../components/skeleton.tsx';
import { connectorQuery } from '../../../../lib/queries/connectors.ts';

/** The schemas of a large connector are on their way, or did not come. */
export function SchemasPending({ connector }: { readonly connector: string }): ReactElement {
  const { error, refetch } = useQuery(connectorQuery(connector, undefined));
  return error === null ? <Skeleton /> : <ProblemAlert error={error} onRetry={() => void refetch()} />;
}
