import type { InstalledConnector } from '@millrace/connector-host';
import { action, defineConnector, t, type JsonObject } from '@millrace/connector-sdk';
import { describeConnector } from '@millrace/connector-sdk/platform';

/** What the service of the connector says. */
export interface SheetsService {
  /** By sheet. Others are locked. */
  columns: Readonly<Record<string, readonly string[]>>;
}

/** A connector whose rows have the columns of their sheet, which only its service knows. */
export function makeSheetsConnector(service: SheetsService): InstalledConnector {
  const columnsOf = (sheet: string): JsonObject => {
    const columns = service.columns[sheet];
    if (columns === undefined) throw new Error(`The sheet "${sheet}" is locked.`);
    const properties = Object.fromEntries(columns.map((name) => [name, { type: 'string' }]));
    return { type: 'object', properties, additionalProperties: false };
  };
  const schema = { action: 'columns', dependsOn: ['sheet'] };
  const connector = defineConnector({
    name: 'sheets',
    title: 'Sheets',
    description: 'Rows of sheets.',
    categories: ['data'],
    permissions: { hosts: [] },
    schemas: { columns: (_context, { input }) => Promise.resolve(columnsOf(input.sheet as string)) },
    actions: {
      add_row: action({
        title: 'Add a row',
        effects: 'write',
        idempotency: { none: 'It is a test.' },
        input: t.Object({
          sheet: t.String(),
          values: t.Optional(t.Object({}, { additionalProperties: true, 'x-ui': { schema } })),
        }),
        output: t.Object({}, { additionalProperties: true }),
        outputSchema: 'columns',
        sample: {},
        run: (_context, input) => Promise.resolve({ ...input.values }),
      }),
    },
  });
  return { origin: 'built-in', connector, manifest: describeConnector(connector, '1.0.0'), icon: '', readme: '' };
}
