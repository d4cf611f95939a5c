import { pointerTo, type JsonObject, type JsonValue, type WorkflowDocument } from '@millrace/machine';
import { findConnectorCalls } from '../step-schemas/find-connector-calls.ts';

/** Where a document names a connection. */
export interface ConnectionPlace {
  /** JSON Pointer of the name. */
  readonly path: string;
  readonly name: string;
  /** Whose connection it is; absent of secrets, which belong to no connector. */
  readonly connector?: string;
}

/** All places where a document that has been checked names connections: steps at every depth, what undoes them, triggers. */
export function findConnectionPlaces(document: WorkflowDocument): readonly ConnectionPlace[] {
  const calls = findConnectorCalls(document).flatMap(({ path, kind, connector, connection }) => {
    const place = kind === 'action' ? `${path}/Credentials/Connection` : `${path}/connection`;
    return connection === undefined ? [] : [{ path: place, name: connection, connector }];
  });
  const secrets = Object.entries(document.triggers ?? {}).flatMap(([id, trigger]) => {
    if (trigger.type === 'connector' || !('connection' in trigger)) return [];
    return [{ path: `${pointerTo('/triggers', id)}/connection`, name: trigger.connection }];
  });
  return [...secrets, ...calls];
}

/** The document with other connections; those that are not named in `names` stay. */
export function replaceConnections(
  document: WorkflowDocument,
  names: Readonly<Record<string, string>>,
): WorkflowDocument {
  const changed = structuredClone(document) as unknown as JsonObject;
  for (const { path, name } of findConnectionPlaces(document)) {
    const other = Object.hasOwn(names, name) ? names[name] : undefined;
    if (other !== undefined) setAt(changed, path, other);
  }
  return changed as unknown as WorkflowDocument;
}

function setAt(document: JsonObject, path: string, value: string): void {
  const parts = path.slice(1).split('/').map(readPart);
  const last = parts.pop() ?? '';
  let holder: Record<string, JsonValue> = document;
  // An index of a list names its member as well as any key does.
  for (const part of parts) holder = holder[part] as Record<string, JsonValue>;
  holder[last] = value;
}

const readPart = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
