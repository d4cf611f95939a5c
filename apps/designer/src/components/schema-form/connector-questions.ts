import { createContext } from 'react';
import { listConnectorOptions } from '../../lib/queries/connector-options.ts';
import { readConnectorSchema } from '../../lib/queries/connector-schema.ts';

/** What a form asks of services. */
export interface ConnectorQuestions {
  readonly listOptions: typeof listConnectorOptions;
  readonly readSchema: typeof readConnectorSchema;
}

export const ConnectorQuestionsContext = createContext<ConnectorQuestions>({
  listOptions: listConnectorOptions,
  readSchema: readConnectorSchema,
});
