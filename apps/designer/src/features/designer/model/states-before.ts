import type { State } from '@millrace/machine';
import { slotsOf } from '../../../components/canvas/model/slot.ts';

type States = Readonly<Record<string, State>>;

/** The states of a machine that lead to one of them at once. */
export const waysInto = (states: States, name: string): readonly string[] => leadsTo(states).get(name) ?? [];

/** The states of a machine that lead to one of them, directly or not; in the order of the document. */
export function statesBefore(states: States, name: string): readonly string[] {
  const before = leadsTo(states);
  const found = new Set<string>();
  const open = [name];
  for (let target = open.pop(); target !== undefined; target = open.pop()) {
    for (const from of before.get(target) ?? []) {
      if (found.has(from)) continue;
      found.add(from);
      open.push(from);
    }
  }
  return Object.keys(states).filter((from) => found.has(from) && from !== name);
}

const known = new WeakMap<States, ReadonlyMap<string, readonly string[]>>();

function leadsTo(states: States): ReadonlyMap<string, readonly string[]> {
  const found = known.get(states);
  if (found !== undefined) return found;
  const before = new Map<string, string[]>();
  for (const [from, state] of Object.entries(states))
    for (const { target } of slotsOf(from, state)) {
      if (target === undefined) continue;
      const leading = before.get(target);
      if (leading === undefined) before.set(target, [from]);
      else if (!leading.includes(from)) leading.push(from);
    }
  known.set(states, before);
  return before;
}
