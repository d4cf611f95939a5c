// What comes before a step, and what comes after it.
import type { WorkflowDocument } from '@millrace/machine';
import { findPlace, namesInside } from '../../../../components/canvas/model/scope.ts';
import { targetsOf } from '../../../../components/canvas/model/reach.ts';

/** The steps of the same machine from which a run may come to a step, with that step. */
export function upstreamOf(document: WorkflowDocument, name: string): readonly string[] {
  return walk(document, name, (states, from) =>
    Object.entries(states).flatMap(([other, state]) => (targetsOf(other, state).includes(from) ? [other] : [])),
  );
}

/** The steps of the same machine to which a run may go from a step, with that step. */
export function downstreamOf(document: WorkflowDocument, name: string): readonly string[] {
  return walk(document, name, (states, from) => {
    const state = states[from];
    return state === undefined ? [] : targetsOf(from, state);
  });
}

type States = NonNullable<ReturnType<typeof findPlace>>['scope']['machine']['States'];

function walk(
  document: WorkflowDocument,
  name: string,
  next: (states: States, from: string) => readonly string[],
): readonly string[] {
  const states = findPlace(document, name)?.scope.machine.States;
  if (states === undefined) return [];
  const found = new Set<string>();
  const open = [name];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found.has(at) || !Object.hasOwn(states, at)) continue;
    found.add(at);
    open.push(...next(states, at));
  }
  const ordered = Object.keys(states).filter((one) => found.has(one));
  // The one that was asked about stays the one whose panel is open.
  return [...ordered.filter((one) => one !== name), name];
}

/** All steps of a document's own machine and of those inside, the same order as in the document. */
export const allSteps = (document: WorkflowDocument): readonly string[] =>
  Object.keys(document.machine.States).flatMap((name) => [name, ...namesInside(document, name)]);
