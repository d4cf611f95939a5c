import type { JsonObject } from '@millrace/machine';
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { OptionList } from '../contract.ts';
import { isSame } from '../json.ts';

/** What is asked of a service while a form is filled in. */
export interface OptionsRequest {
  readonly connector: string;
  readonly version: string | undefined;
  readonly connection: string | undefined;
  /** The connector's source of choices. */
  readonly source: string;
  /** What the choices depend on. */
  readonly input: JsonObject;
  readonly search: string;
}

/** What a field may be, as the service knows it. */
export function listConnectorOptions(request: OptionsRequest, signal: AbortSignal): Promise<OptionList> {
  const { connector, source, version, connection, input, search } = request;
  return answerOf(
    api.POST('/api/v1/connectors/{name}/options/{source}', {
      params: { path: { name: connector, source } },
      body: {
        ...(version === undefined ? {} : { version }),
        ...(connection === undefined ? {} : { connection }),
        ...(search === '' ? {} : { search }),
        input: { ...input },
        refresh: false,
      },
      signal,
    }),
  );
}

/** The same answer for the same question, for a while. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const connectorOptionsQuery = (request: OptionsRequest, list: typeof listConnectorOptions) =>
  queryOptions({
    queryKey: ['connector-options', request] as const,
    queryFn: ({ signal }) => list(request, signal),
    staleTime: 60_000,
    // While somebody types, what was found before stays; what belongs to other values of the form does not.
    placeholderData: (before, query) =>
      query !== undefined && isSame({ ...query.queryKey[1], search: '' }, { ...request, search: '' })
        ? before
        : undefined,
  });
