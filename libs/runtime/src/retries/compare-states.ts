import type { JsonValue, State } from '@millrace/machine';
import { machinesOf } from '../draft-tests/find-machine.ts';
import { canonicalJson } from '../hash-document.ts';

/**
 * Whether a run of another version may go on inside of a composite state: it has the same items or branches, and each state
 * that something may stand at is still there, in the same place. What its steps do may have changed: that is what is mended.
 */
export function mayGoOnInside(before: State, now: State): boolean {
  if (before.Type !== now.Type || !hasSameThreads(before, now)) return false;
  const places = placesIn(now);
  return [...placesIn(before)].every(([name, place]) => places.get(name) === place);
}

function hasSameThreads(before: State, now: State): boolean {
  if (before.Type === 'Parallel' && now.Type === 'Parallel') return before.Branches.length === now.Branches.length;
  if (before.Type !== 'Map' || now.Type !== 'Map') return true;
  return (
    textOf([before.Items, before.ItemSelector, before.ItemBatcher]) ===
    textOf([now.Items, now.ItemSelector, now.ItemBatcher])
  );
}

const textOf = (parts: readonly unknown[]): string => canonicalJson(parts.map((part) => part ?? null) as JsonValue);

/** State -> its type, and the way to its machine. */
function placesIn(state: State): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const { within, states } of machinesOf({ StartAt: '', States: { state } }, [])) {
    if (within.length === 0) continue;
    for (const [name, inner] of Object.entries(states)) {
      places.set(name, JSON.stringify([(inner as State).Type, within]));
    }
  }
  return places;
}
