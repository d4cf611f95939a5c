import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ApiError } from '../../../../lib/api-error.ts';
import { runQuery } from '../../../../lib/queries/runs.ts';
import { capturesQuery } from '../../api/testing.ts';
import type { TestSource } from '../../model/testing/test-source.ts';

/** Whether the chosen data has been removed meanwhile: runs go by retention, calls after some days. */
export function useIsSourceGone(workflow: string, source: TestSource): boolean {
  const runId = source.kind === 'run' ? source.runId : undefined;
  const run = useQuery({ ...runQuery(runId ?? ''), enabled: runId !== undefined });
  const captures = useInfiniteQuery({ ...capturesQuery(workflow), enabled: source.kind === 'capture' });
  if (runId !== undefined) return run.error instanceof ApiError && run.error.status === 404;
  if (source.kind !== 'capture' || captures.data === undefined) return false;
  return !captures.hasNextPage && !captures.data.pages.some(({ items }) => items.some(({ id }) => id === source.id));
}
