// Which variables are set where: a data flow over the graph, as compilers do it. Sets are bits, since a document may have
// thousands of states that set thousands of variables.
import type { Edge, Graph } from './graph.ts';

/** What is known of the variables when a state is entered. */
export interface Assigned {
  /** Set on some way to the state. */
  isEverSet(name: string): boolean;
  /** Set on every way. */
  isAlwaysSet(name: string): boolean;
}

/** Where nothing is set. */
export const NONE: Assigned = { isEverSet: () => false, isAlwaysSet: () => false };

/** What is set inside a composite state: its own variables, and those around it. */
export function within(outer: Assigned | undefined, own: Assigned | undefined): Assigned | undefined {
  if (outer === undefined || own === undefined) return undefined;
  return {
    isEverSet: (name) => own.isEverSet(name) || outer.isEverSet(name),
    isAlwaysSet: (name) => own.isAlwaysSet(name) || outer.isAlwaysSet(name),
  };
}

/** A few do for what people draw. What needs more than these is not judged: it would keep the server busy for minutes. */
const MAX_ROUNDS = 30;

interface Facts {
  readonly some: Uint32Array;
  readonly every: Uint32Array;
}

/** Per state that can be reached: what is set when it is entered. Empty when that cannot be told. */
export function followAssignments({ states, startAt, edges, reachable }: Graph): ReadonlyMap<string, Assigned> {
  if (startAt === undefined || !reachable.has(startAt)) return new Map();
  const live = orderFrom(startAt, edges, reachable)
    .map((name) => (edges.get(name) ?? []).filter(({ to }) => Object.hasOwn(states, to)))
    .flat();
  const bits = numbered(live.flatMap(({ assigns }) => assigns));
  const words = Math.ceil(bits.size / 32);
  const facts = new Map<string, Facts>([[startAt, { some: new Uint32Array(words), every: new Uint32Array(words) }]]);
  // There and back again: what flows against the order is final as soon as what flows with it.
  const ways = [live, live.toReversed()];
  for (let round = 0; carry(ways[round % 2] ?? [], facts, bits) || round === 0; round += 1) {
    if (round === MAX_ROUNDS) return new Map();
  }
  return new Map([...facts].map(([name, { some, every }]) => [name, reading(bits, some, every)]));
}

/** States before those that they lead to, but for loops: then most facts are final after one round. */
function orderFrom(start: string, edges: Graph['edges'], reachable: ReadonlySet<string>): readonly string[] {
  const finished: string[] = [];
  const seen = new Set([start]);
  const open = [{ name: start, targets: targetsOf(edges.get(start)) }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const next = top.targets.pop();
    if (next === undefined) {
      finished.push(top.name);
      open.pop();
    } else if (!seen.has(next) && reachable.has(next)) {
      seen.add(next);
      open.push({ name: next, targets: targetsOf(edges.get(next)) });
    }
  }
  return finished.reverse();
}

const targetsOf = (edges: readonly Edge[] = []): string[] => edges.map(({ to }) => to);

function numbered(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...new Set(names)].map((name, index) => [name, index]));
}

/** One round over all ways; true when anything was learned. */
function carry(ways: readonly Edge[], facts: Map<string, Facts>, bits: ReadonlyMap<string, number>): boolean {
  return ways.reduce((changed, edge) => flow(edge, facts, bits) || changed, false);
}

/** Carries what is known over one way; true when its end learned something. */
function flow(edge: Edge, facts: Map<string, Facts>, bits: ReadonlyMap<string, number>): boolean {
  const before = facts.get(edge.from);
  if (before === undefined) return false;
  const arriving = withAssigned(before, edge, bits);
  const known = facts.get(edge.to);
  if (known !== undefined) return merge(known, arriving);
  facts.set(edge.to, { some: arriving.some.slice(), every: arriving.every.slice() });
  return true;
}

function withAssigned(before: Facts, { assigns, isSkipped }: Edge, bits: ReadonlyMap<string, number>): Facts {
  if (assigns.length === 0) return before;
  const [some, every] = [before.some.slice(), before.every.slice()];
  for (const name of assigns) {
    mark(some, bits.get(name));
    // A state that is switched off today sets nothing, but its readers need not be rewritten for that.
    if (!isSkipped) mark(every, bits.get(name));
  }
  return { some, every };
}

function merge(known: Facts, { some, every }: Facts): boolean {
  let changed = false;
  for (let index = 0; index < some.length; index += 1) {
    const [oldSome = 0, oldEvery = 0] = [known.some[index], known.every[index]];
    known.some[index] = oldSome | (some[index] ?? 0);
    known.every[index] = oldEvery & (every[index] ?? 0);
    changed ||= known.some[index] !== oldSome || known.every[index] !== oldEvery;
  }
  return changed;
}

function mark(set: Uint32Array, bit = 0): void {
  set[bit >>> 5] = (set[bit >>> 5] ?? 0) | (1 << (bit & 31));
}

function reading(bits: ReadonlyMap<string, number>, some: Uint32Array, every: Uint32Array): Assigned {
  const has = (set: Uint32Array, name: string): boolean => {
    const bit = bits.get(name);
    return bit !== undefined && ((set[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  };
  return { isEverSet: (name) => has(some, name), isAlwaysSet: (name) => has(every, name) };
}
