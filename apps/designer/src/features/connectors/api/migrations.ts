import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api.ts';
import type { ConnectorMigration } from '../../../lib/contract.ts';

/** The migrations of a connector, newest first. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const migrationsQuery = (name: string) =>
  queryOptions({
    queryKey: ['connectors', name, 'migrations'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/connectors/{name}/migrations', { params: { path: { name } }, signal })),
  });

/** One migration, with what became of each workflow. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const migrationQuery = (name: string, id: string) =>
  queryOptions({
    queryKey: ['connectors', name, 'migrations', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/connectors/{name}/migrations/{id}', { params: { path: { name, id } }, signal })),
  });

/** Which workflows go where, and how. */
export interface MigrationOrder {
  readonly connector: string;
  readonly from: string;
  readonly to: string;
  readonly workflows: readonly string[];
  /** Shares of the workflows after each batch, in percent; without them only drafts get the new version. */
  readonly batches?: readonly number[];
}

/** Gives drafts the new version, and publishes the first batch when there are batches. */
export function startMigration({ connector, batches, ...order }: MigrationOrder): Promise<ConnectorMigration> {
  const body = {
    ...{ ...order, workflows: [...order.workflows] },
    ...{ batches: [...(batches ?? [100])], publish: batches !== undefined },
  };
  return answerOf(api.POST('/api/v1/connectors/{name}/migrations', { params: { path: { name: connector } }, body }));
}

type Address = Pick<ConnectorMigration, 'connector' | 'id'>;

/** Publishes the next batch; with force also where those before went worse than ever. */
export function publishNextBatch({ connector: name, id }: Address, force: boolean): Promise<ConnectorMigration> {
  const params = { path: { name, id } };
  return answerOf(api.POST('/api/v1/connectors/{name}/migrations/{id}/next', { params, body: { force } }));
}

/** Makes the versions before live again. */
export function undoMigration({ connector: name, id }: Address): Promise<ConnectorMigration> {
  return answerOf(api.POST('/api/v1/connectors/{name}/migrations/{id}/undo', { params: { path: { name, id } } }));
}
