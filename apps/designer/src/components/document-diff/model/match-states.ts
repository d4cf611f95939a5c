import type { WorkflowDocument } from '@millrace/machine';
import { isSame } from '../../../lib/json.ts';
import { type Place, placesOf } from '../../canvas/model/scope.ts';
import { bodyOf, withNames } from './state-bodies.ts';

/** States of two documents that are the same one: by name, else by an equal body. */
export interface MatchedStates {
  readonly before: ReadonlyMap<string, Place>;
  readonly after: ReadonlyMap<string, Place>;
  /** Former name -> name, of those that were renamed. */
  readonly renamed: ReadonlyMap<string, string>;
}

const byName = (document: WorkflowDocument): ReadonlyMap<string, Place> =>
  new Map(placesOf(document).map((place) => [place.name, place]));

/** Where a state leads says nothing about what it is: its neighbours may have been renamed too. */
const shapeOf = ({ state }: Place): unknown => withNames(bodyOf(state), () => '');

/** Finds out which state became which. */
export function matchStates(documents: {
  readonly before: WorkflowDocument;
  readonly after: WorkflowDocument;
}): MatchedStates {
  const [before, after] = [byName(documents.before), byName(documents.after)];
  const gone = [...before.values()].filter(({ name }) => !after.has(name));
  const fresh = [...after.values()].flatMap((place) =>
    before.has(place.name) ? [] : [{ place, shape: shapeOf(place) }],
  );
  const renamed = new Map<string, string>();
  const taken = new Set<string>();
  for (const former of gone) {
    const shape = shapeOf(former);
    const alike = fresh.filter((other) => !taken.has(other.place.name) && isSame(other.shape, shape));
    const ownerOf = ({ scope }: Place): string | undefined => scope.owner?.state;
    const { place } = alike.find((other) => ownerOf(other.place) === ownerOf(former)) ?? alike[0] ?? {};
    if (place === undefined) continue;
    renamed.set(former.name, place.name);
    taken.add(place.name);
  }
  return { before, after, renamed };
}
