import type { JsonObject, JsonValue } from '@millrace/machine';
import { findActionSummary, type ConnectorDescription } from '../connectors/connector-catalogue.ts';

const CALL = /^connector:([^/]+)\/([^.]+)(?:\.waitForTaskToken)?$/;

/** Resource -> what its action takes, of all resources that a document names and this workspace knows. */
export function findInputSchemas(
  document: JsonValue,
  connectors: readonly ConnectorDescription[],
): Readonly<Record<string, JsonObject>> {
  const schemas: Record<string, JsonObject> = {};
  for (const resource of resourcesOf(document, new Set())) {
    const [, connector = '', action = ''] = CALL.exec(resource) ?? [];
    const found = findActionSummary(connectors, connector, action);
    if (!('missing' in found)) schemas[resource] = found.input;
  }
  return schemas;
}

function resourcesOf(value: JsonValue, found: Set<string>): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, part] of Object.entries(value as JsonObject)) {
    if (key === 'Resource' && typeof part === 'string') found.add(part);
    else resourcesOf(part, found);
  }
  return found;
}
