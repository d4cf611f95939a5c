import type { Facts } from '../facts.ts';
import { duplicatesExplained, keyStable, ordered } from './effects.ts';
import { endTrue, fencesRise, nothingStuck, oneEnd } from './ends.ts';
import type { Invariant, Violation } from './invariant.ts';
import { conserved, nothingInvented, nothingLost } from './kept.ts';
import { noLeak, noSecret } from './surroundings.ts';

const INVARIANTS: readonly Invariant[] = [
  nothingLost,
  nothingInvented,
  duplicatesExplained,
  keyStable,
  fencesRise,
  oneEnd,
  endTrue,
  nothingStuck,
  conserved,
  ordered,
  noSecret,
  noLeak,
];

/** What an invariant found. */
export interface InvariantResult {
  readonly name: string;
  readonly title: string;
  readonly violations: readonly Violation[];
  readonly isSkipped: boolean;
}

/** Checks all of them; those of long runs only if the run is one. */
export function checkInvariants(facts: Facts, isLong: boolean): readonly InvariantResult[] {
  return INVARIANTS.map((invariant) => {
    const isSkipped = invariant.isLong === true && !isLong;
    return {
      name: invariant.name,
      title: invariant.title,
      isSkipped,
      violations: isSkipped ? [] : invariant.check(facts),
    };
  });
}
