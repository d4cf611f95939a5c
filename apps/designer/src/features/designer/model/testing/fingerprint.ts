import type { State, WorkflowDocument } from '@millrace/machine';
import { findState } from '../../../../components/canvas/model/scope.ts';
import { textHash } from '../../../../components/canvas/model/text-hash.ts';
import { readResource } from '../../../../lib/task-resource.ts';

/** Where a step leads, and what is said of it, does not change what it gives. */
const NO_PART_OF_A_RESULT = new Set(['Next', 'End', 'Comment', 'Default']);

/** States never change, and every key that is typed asks for the same ones. */
const known = new WeakMap<State, string>();

/** What a step's result depends on within the document, as text: another text means that its last test is out of date. */
export function fingerprintOf(document: WorkflowDocument, name: string): string | undefined {
  const state = findState(document, name);
  if (state === undefined) return undefined;
  const isSkipped = document.settings?.skip?.includes(name) === true;
  return [hashOf(state), pinOf(document, state) ?? '', isSkipped ? 'skipped' : ''].join(' ');
}

function hashOf(state: State): string {
  const found = known.get(state) ?? textHash(JSON.stringify(withoutWays(state)));
  known.set(state, found);
  return found;
}

function withoutWays(state: State): unknown {
  const members = Object.entries(state).filter(([name]) => !NO_PART_OF_A_RESULT.has(name));
  return members.sort(([left], [right]) => (left < right ? -1 : 1));
}

function pinOf({ connectors = {} }: WorkflowDocument, state: State): string | undefined {
  const resource = state.Type === 'Task' ? readResource(state.Resource) : undefined;
  return resource?.kind === 'connector' ? connectors[resource.connector] : undefined;
}
