import type { JsonObject, WorkflowDocument } from '@millrace/machine';
import type { ConnectorDescription } from '../contract.ts';

/** Resource of a task -> JSON Schema of its arguments, of all actions whose schemas are here in the version that is called. */
export function inputSchemasOf(
  { connectors: pins = {} }: Pick<WorkflowDocument, 'connectors'>,
  connectors: readonly ConnectorDescription[],
): Readonly<Record<string, JsonObject>> {
  const called = connectors.filter(({ name, version }) => (pins[name] ?? version) === version);
  return Object.fromEntries(
    called.flatMap(({ name, actions }) =>
      actions.flatMap((action) => {
        const resource = `connector:${name}/${action.name}`;
        const { input } = action;
        if (input === undefined) return [];
        return [resource, `${resource}.waitForTaskToken`].map((one) => [one, input as JsonObject] as const);
      }),
    ),
  );
}
