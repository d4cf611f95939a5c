import type { JsonObject } from '@millrace/machine';
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api.ts';
import type { TriedAction } from '../../../lib/contract.ts';

/** One call of an action. */
export interface TryRequest {
  readonly connector: string;
  readonly action: string;
  readonly version: string | undefined;
  readonly connection: string | undefined;
  readonly arguments: JsonObject;
}

/** Calls an action once, for real. */
export function tryAction({ connector, action, version, connection, ...rest }: TryRequest): Promise<TriedAction> {
  return answerOf(
    api.POST('/api/v1/connectors/{name}/actions/{action}/try', {
      params: { path: { name: connector, action } },
      body: {
        ...(version === undefined ? {} : { version }),
        ...(connection === undefined ? {} : { connection }),
        arguments: { ...rest.arguments },
      },
    }),
  );
}

/** Keeps an answer of an action, to map by. */
export function saveSample(
  { connector, action }: Pick<TryRequest, 'connector' | 'action'>,
  output: unknown,
): Promise<void> {
  const params = { path: { name: connector, action } };
  return answerOf(api.PUT('/api/v1/connectors/{name}/actions/{action}/sample', { params, body: { output } }));
}

/** The answers of a connector's actions that were saved. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const samplesQuery = (name: string) =>
  queryOptions({
    queryKey: ['connectors', name, 'samples'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/connectors/{name}/samples', { params: { path: { name } }, signal })),
  });

/** Deletes the answer that was kept of an action. */
export function forgetSample({ connector, action }: Pick<TryRequest, 'connector' | 'action'>): Promise<void> {
  const params = { path: { name: connector, action } };
  return answerOf(api.DELETE('/api/v1/connectors/{name}/actions/{action}/sample', { params }));
}
