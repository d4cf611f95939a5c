import type { State, WorkflowDocument } from '@millrace/machine';
import { numbersOf, readingOrder, readingSteps } from './reading-order.ts';
import { placesOf, type Scope, scopesOf } from './scope.ts';

/** A state in the order in which a person reads a workflow. */
export interface OutlineStep {
  readonly name: string;
  readonly state: State;
  readonly scope: Scope;
  /** Its place: `4`, and `4.1` inside of the fourth; ends have none. */
  readonly number: string;
}

const known = new WeakMap<WorkflowDocument, readonly OutlineStep[]>();

/** All states of a document in reading order, each before the ones inside of it. */
export function stepsOf(document: WorkflowDocument): readonly OutlineStep[] {
  const found = known.get(document);
  if (found !== undefined) return found;
  const numbers = numbersOf(document);
  const scopes = new Map(placesOf(document).map(({ name, scope }) => [name, scope]));
  const steps = readingSteps(readingOrder(document)).flatMap(({ name, state }) => {
    const scope = scopes.get(name);
    return scope === undefined ? [] : [{ name, state, scope, number: numbers.get(name) ?? '' }];
  });
  known.set(document, steps);
  return steps;
}

/** The machines of each Map or Parallel; the document's own has no owner. */
export function scopesByOwner(document: WorkflowDocument): ReadonlyMap<string | undefined, readonly Scope[]> {
  const byOwner = new Map<string | undefined, Scope[]>();
  for (const scope of scopesOf(document)) {
    const siblings = byOwner.get(scope.owner?.state);
    if (siblings === undefined) byOwner.set(scope.owner?.state, [scope]);
    else siblings.push(scope);
  }
  return byOwner;
}
