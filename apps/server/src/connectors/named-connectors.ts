import { isObject, type JsonValue } from '@millrace/machine';

/** Connector -> the version that is pinned, of a document that may be anything. */
export function findPins(document: JsonValue): ReadonlyMap<string, string> {
  const pins = (document as { readonly connectors?: JsonValue } | null)?.connectors;
  if (!isObject(pins)) return new Map();
  return new Map(Object.entries(pins).filter((pin): pin is [string, string] => typeof pin[1] === 'string'));
}

/** Connectors that tasks and triggers of a document name, wherever they are. */
export function findUsedConnectors(document: JsonValue): ReadonlySet<string> {
  const names = new Set<string>();
  // With a list of its own, not by recursion: how deep a document is, is its author's choice.
  const left: JsonValue[] = [document];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    for (const part of Object.values(value)) left.push(part);
    if (!isObject(value)) continue;
    addName(names, /^connector:([^/]+)\//, value.Resource);
    addName(names, /^([^/]+)\//, value.use);
  }
  return names;
}

function addName(names: Set<string>, pattern: RegExp, text: JsonValue | undefined): void {
  const name = typeof text === 'string' ? pattern.exec(text)?.[1] : undefined;
  if (name !== undefined) names.add(name);
}
