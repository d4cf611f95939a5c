import type { State } from '@millrace/machine';
import { slotId, slotsOf } from './slot.ts';

type States = Readonly<Record<string, State>>;

/** The states that a run can come to. */
export function reachableFrom(start: string, states: States): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states[name];
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...targetsOf(name, state));
  }
  return reached;
}

/** The states that a state leads to, in the order of its ways. */
export function targetsOf(name: string, state: State): readonly string[] {
  return slotsOf(name, state).flatMap(({ target }) => (target === undefined ? [] : [target]));
}

/** Slots that lead to a state which is still on the way there, in a depth-first walk in reading order: loops. */
export function backEdges(start: string, states: States): ReadonlySet<string> {
  const found = new Set<string>();
  const done = new Set<string>();
  const path = new Set<string>();
  const walk = (name: string): void => {
    const state = states[name];
    if (state === undefined || done.has(name)) return;
    path.add(name);
    for (const { slot, target } of slotsOf(name, state)) {
      if (target === undefined) continue;
      if (path.has(target)) found.add(slotId(slot));
      else walk(target);
    }
    path.delete(name);
    done.add(name);
  };
  for (const name of [start, ...Object.keys(states)]) walk(name);
  return found;
}
