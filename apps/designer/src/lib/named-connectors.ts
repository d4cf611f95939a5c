import { isObject } from './json.ts';
import { readResource } from './task-resource.ts';

/** Connectors that steps and triggers of a document name, wherever they are, by name. */
export function namedConnectors(document: unknown): readonly string[] {
  const names = new Set<string>();
  collect(document, names);
  return [...names].sort();
}

/** A connector, and its version where one is pinned; otherwise the one that new workflows get. */
export interface WantedConnector {
  readonly name: string;
  readonly version?: string;
}

/** Connectors that a document names, each in the version that the document pins. */
export function wantedConnectors(document: unknown): readonly WantedConnector[] {
  const pins = isObject(document) && isObject(document.connectors) ? document.connectors : {};
  return namedConnectors(document).map((name) => {
    const version = Object.hasOwn(pins, name) ? pins[name] : undefined;
    return typeof version === 'string' ? { name, version } : { name };
  });
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const part of Object.values(value)) collect(part, names);
  if (!isObject(value)) return;
  const { Resource, use } = value;
  const resource = typeof Resource === 'string' ? readResource(Resource) : undefined;
  if (resource?.kind === 'connector') names.add(resource.connector);
  const [, event] = typeof use === 'string' ? (/^([^/]+)\//.exec(use) ?? []) : [];
  if (event !== undefined) names.add(event);
}
