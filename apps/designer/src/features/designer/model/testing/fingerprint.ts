import type { State, WorkflowDocument } from '@millrace/machine';
import { findState } from '../../../../components/canvas/model/scope.ts';
import { readResource } from '../../../../lib/task-resource.ts';

/** Where a step leads, and what is said of it, does not change what it gives. */
const NO_PART_OF_A_RESULT = new Set(['Next', 'End', 'Comment', 'Default']);

/** What a step's result depends on within the document, as text: another text means that its last test is out of date. */
export function fingerprintOf(document: WorkflowDocument, name: string): string | undefined {
  const state = findState(document, name);
  if (state === undefined) return undefined;
  const isSkipped = document.settings?.skip?.includes(name) === true;
  return hash(JSON.stringify([withoutWays(state), pinOf(document, state), isSkipped]));
}

function withoutWays(state: State): unknown {
  const members = Object.entries(state).filter(([name]) => !NO_PART_OF_A_RESULT.has(name));
  return members.sort(([left], [right]) => (left < right ? -1 : 1));
}

function pinOf({ connectors = {} }: WorkflowDocument, state: State): string | undefined {
  const resource = state.Type === 'Task' ? readResource(state.Resource) : undefined;
  return resource?.kind === 'connector' ? connectors[resource.connector] : undefined;
}

/** FNV-1a over 52 bits: fingerprints are kept, texts would be too long. */
function hash(text: string): string {
  let value = 0xcbf29ce484222n;
  for (let index = 0; index < text.length; index += 1)
    value = ((value ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n) & 0xfffffffffffffn;
  return value.toString(36);
}
