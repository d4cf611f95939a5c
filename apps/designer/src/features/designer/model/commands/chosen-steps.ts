import type { WorkflowDocument } from '@millrace/machine';
import { findPlace, namesInside, type Place, type Scope } from '../../../../components/canvas/model/scope.ts';
import { outlineOf } from '../../../../components/canvas/model/slot.ts';

/** Steps of one machine, in reading order. */
interface ChosenSteps {
  readonly scope: Scope;
  readonly names: readonly string[];
}

/** The chosen steps; those inside of a chosen one come with it. Nothing when they stand in several machines. */
export function chosenSteps(document: WorkflowDocument, names: readonly string[]): ChosenSteps | undefined {
  const places = names.map((name) => findPlace(document, name)).filter((place): place is Place => place !== undefined);
  const scope = places.toSorted((left, right) => left.scope.depth - right.scope.depth)[0]?.scope;
  if (scope === undefined) return undefined;
  const chosen = new Set(places.flatMap((place) => (place.scope.path === scope.path ? [place.name] : [])));
  const inside = new Set([...chosen].flatMap((name) => namesInside(document, name)));
  if (places.some(({ name }) => !chosen.has(name) && !inside.has(name))) return undefined;
  return { scope, names: inReadingOrder(document, scope).filter((name) => chosen.has(name)) };
}

const inReadingOrder = (document: WorkflowDocument, { machine }: Scope): readonly string[] =>
  outlineOf({ ...document, machine });
