import type { JsonObject, JsonValue } from '@millrace/connector-sdk';

/** Where the tests find the connector: data in `manifest.json`, or code in `src/index.ts`. */
export type ConnectorForm = 'manifest' | 'code';

/** A case as data, so that it can be run and printed. */
export type CasePlan =
  | { readonly action: string; readonly input: JsonObject }
  | { readonly trigger: string; readonly input: JsonObject; readonly sends: JsonValue };
