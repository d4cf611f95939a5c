import type { JsonObject } from '@millrace/machine';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';

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
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const connectorOptionsQuery = (request: OptionsRequest) =>
  queryOptions({
    queryKey: ['connector-options', request],
    queryFn: ({ signal }) => {
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
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
