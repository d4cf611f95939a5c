import type { JsonObject } from '@millrace/machine';
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';

/** What is asked of a service about the fields inside a field. */
export interface SchemaRequest {
  readonly connector: string;
  readonly version: string | undefined;
  readonly connection: string | undefined;
  /** The connector's source of schemas. */
  readonly source: string;
  /** What the answer depends on. */
  readonly input: JsonObject;
}

/** What a field looks like for what has been filled in. That the service does not say it is an error. */
export async function readConnectorSchema(request: SchemaRequest, signal: AbortSignal): Promise<JsonObject> {
  const { connector, source, version, connection, input } = request;
  const { schema, failure } = await answerOf(
    api.POST('/api/v1/connectors/{name}/schemas/{source}', {
      params: { path: { name: connector, source } },
      body: {
        ...(version === undefined ? {} : { version }),
        ...(connection === undefined ? {} : { connection }),
        input: { ...input },
        refresh: false,
      },
      signal,
    }),
  );
  if (failure !== undefined) throw new Error(failure.message);
  return (schema ?? {}) as JsonObject;
}

/** The same answer for the same question, for a while. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const connectorSchemaQuery = (request: SchemaRequest, read: typeof readConnectorSchema) =>
  queryOptions({
    queryKey: ['connector-schema', request],
    queryFn: ({ signal }) => read(request, signal),
    staleTime: 60_000,
  });
