import type { State, WorkflowDocument } from '@millrace/machine';
import { placesOf } from '../../../components/canvas/model/scope.ts';
import { isSame } from '../../../lib/json.ts';
import { ownPart } from './readers.ts';

/** The steps that were added, changed or removed between two documents, at every depth. */
export function changedSteps(before: WorkflowDocument, after: WorkflowDocument): readonly string[] {
  const [old, now] = [statesByName(before), statesByName(after)];
  const names = new Set([...now.keys(), ...old.keys()]);
  return [...names].filter((name) => {
    const [left, right] = [old.get(name), now.get(name)];
    // What is inside of a step is told by its own name.
    return left === undefined || right === undefined || !isSame(ownPart(left), ownPart(right));
  });
}

const statesByName = (document: WorkflowDocument): ReadonlyMap<string, State> =>
  new Map(placesOf(document).map(({ name, state }) => [name, state]));
