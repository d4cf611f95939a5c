import type { JsonObject } from '@millrace/machine';
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
