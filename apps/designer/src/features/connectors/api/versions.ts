import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api.ts';
import type { ConnectorVersion } from '../../../lib/contract.ts';

/** All versions of a connector, newest first; of drafts one's own. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const connectorVersionsQuery = (name: string) =>
  queryOptions({
    queryKey: ['connectors', name, 'versions'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/connectors/{name}/versions', { params: { path: { name } }, signal })),
  });

/** The workflows that use a connector, with what they pin and call. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const connectorUsersQuery = (name: string) =>
  queryOptions({
    queryKey: ['connectors', name, 'users'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/connectors/{name}/users', { params: { path: { name } }, signal })),
  });

/** What can be done to a version. */
export type VersionAct =
  | { readonly kind: 'promote'; readonly approved: readonly string[] }
  | { readonly kind: 'deprecate'; readonly successor: string | undefined }
  | { readonly kind: 'yank' }
  | { readonly kind: 'restore' }
  | { readonly kind: 'block'; readonly reason: string }
  | { readonly kind: 'unblock' };

/** Changes what may become of a version. */
export async function changeVersion(
  { name, version }: Pick<ConnectorVersion, 'name' | 'version'>,
  act: VersionAct,
): Promise<void> {
  const params = { path: { name, version } };
  switch (act.kind) {
    case 'promote': {
      const body = { approved: [...act.approved] };
      await answerOf(api.POST('/api/v1/connectors/{name}/versions/{version}/promote', { params, body }));
      return;
    }
    case 'deprecate': {
      const body = act.successor === undefined ? {} : { successor: act.successor };
      await answerOf(api.POST('/api/v1/connectors/{name}/versions/{version}/deprecate', { params, body }));
      return;
    }
    case 'yank':
      await answerOf(api.POST('/api/v1/connectors/{name}/versions/{version}/yank', { params }));
      return;
    case 'restore':
      await answerOf(api.POST('/api/v1/connectors/{name}/versions/{version}/restore', { params }));
      return;
    case 'block': {
      const body = { reason: act.reason };
      await answerOf(api.POST('/api/v1/connectors/{name}/versions/{version}/block', { params, body }));
      return;
    }
    case 'unblock':
      await answerOf(api.DELETE('/api/v1/connectors/{name}/versions/{version}/block', { params }));
  }
}
