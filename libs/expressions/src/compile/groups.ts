// `{key: value}` over many values: values of one key are put together before the member is made.
import type { Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { setMember } from '../functions/members.ts';
import { pairsOf, type SyntaxNode } from '../syntax-node.ts';
import { isTuples, pushAll } from '../values/sequence.ts';
import { Frame, unboundSlots, type Evaluate, type Tuple } from './frame.ts';
import { namesBoundIn, Scope, type Compile } from './scope.ts';
import { combined } from './tuple-values.ts';

/** A compiled pair of a group. */
export interface Pair {
  readonly key: Evaluate;
  readonly value: Evaluate;
  /** The same two, where they are evaluated in the frame of a tuple. */
  readonly tupleKey: Evaluate;
  readonly tupleValue: Evaluate;
}

/** Compiles the pairs of an object or a group, for values and for tuples. `slots` is how many a tuple's frame has. */
export function compilePairs(
  node: SyntaxNode,
  scope: Scope,
  compile: Compile,
): { readonly pairs: readonly Pair[]; readonly slots: number } {
  const nodes = pairsOf(node.lhs);
  const inner = new Scope(scope.program, { parent: scope, names: namesBoundIn(nodes.flat()), isTuple: true });
  const pairs = nodes.map(([key, value]) => ({
    key: compile(key, scope),
    value: compile(value, scope),
    tupleKey: whenUsed(() => compile(key, inner)),
    tupleValue: whenUsed(() => compile(value, inner)),
  }));
  return { pairs, slots: inner.size };
}

/** Compiled at its first use: groups in groups would be compiled again and again otherwise. */
function whenUsed(compile: () => Evaluate): Evaluate {
  let compiled: Evaluate | undefined;
  return (input, frame, evaluation) => {
    compiled ??= compile();
    return compiled(input, frame, evaluation);
  };
}

/** The values of one key. */
interface Group {
  data: unknown;
  /** Whether `data` is an array of this group's own. */
  isOwn: boolean;
  readonly pair: Pair;
}

/** What the reference keeps for itself. */
const RESERVED: ReadonlySet<string> = new Set(['_jsonata_lambda', '_jsonata_function']);

/** A group, from the values that it is applied to. */
export function groupOf(
  { pairs, slots }: { readonly pairs: readonly Pair[]; readonly slots: number },
  position: number | undefined,
): Evaluate {
  const grouping = new Grouping(pairs, slots, position);
  return (input, frame, evaluation) => grouping.evaluate(input, frame, evaluation);
}

class Grouping {
  readonly #pairs: readonly Pair[];
  readonly #slots: number;
  readonly #position: number | undefined;

  constructor(pairs: readonly Pair[], slots: number, position: number | undefined) {
    this.#pairs = pairs;
    this.#slots = slots;
    this.#position = position;
  }

  evaluate(input: unknown, frame: Frame, evaluation: Evaluation): unknown {
    const given: readonly unknown[] = Array.isArray(input) ? input : [input];
    const areTuples = isTuples(input);
    // Without any value, an object that is written out is still made.
    const items = given.length === 0 && !areTuples ? [undefined] : given;
    evaluation.chargeItems(items.length * this.#pairs.length);
    const groups: Record<string, Group> = Object.create(null) as Record<string, Group>;
    for (const item of items) this.#sort(item, groups, { frame, evaluation, areTuples });
    const result: Record<string, unknown> = {};
    for (const [key, group] of Object.entries(groups)) {
      const value = this.#valueOf(group, { frame, evaluation, areTuples });
      if (value !== undefined) setMember(result, key, value);
    }
    return result;
  }

  /** Puts a value into the groups of its keys. */
  #sort(item: unknown, groups: Record<string, Group>, { frame, evaluation, areTuples }: Surroundings): void {
    const inner = areTuples ? this.#frameOf(item as Tuple, frame) : frame;
    const context = areTuples ? (item as Tuple)['@'] : item;
    for (const pair of this.#pairs) {
      const name = (areTuples ? pair.tupleKey : pair.key)(context, inner, evaluation);
      if (name === undefined) continue;
      if (typeof name !== 'string') throw new Fault('T1003', { position: this.#position, value: name });
      if (RESERVED.has(name)) throw new Fault('D1013', { position: this.#position, value: name });
      evaluation.charge(name.length);
      const known = groups[name];
      if (known === undefined) groups[name] = { data: item, isOwn: false, pair };
      else if (known.pair === pair) add(known, item, evaluation);
      else throw new Fault('D1009', { position: this.#position, value: name });
    }
  }

  #valueOf({ data, pair }: Group, { frame, evaluation, areTuples }: Surroundings): unknown {
    if (!areTuples) return pair.value(data, frame, evaluation);
    const tuple = combined(data, evaluation);
    return pair.tupleValue(tuple['@'], this.#frameOf(tuple, frame), evaluation);
  }

  #frameOf(tuple: Tuple, frame: Frame): Frame {
    return new Frame(unboundSlots(this.#slots), frame, tuple);
  }
}

interface Surroundings {
  readonly frame: Frame;
  readonly evaluation: Evaluation;
  readonly areTuples: boolean;
}

/** One more value of a key. An array counts as its items. */
function add(group: Group, item: unknown, evaluation: Evaluation): void {
  if (item === undefined) return;
  if (!group.isOwn && group.data === undefined) {
    group.data = item;
    return;
  }
  if (!group.isOwn) {
    group.data = Array.isArray(group.data) ? [...(group.data as unknown[])] : [group.data];
    group.isOwn = true;
  }
  const data = group.data as unknown[];
  if (Array.isArray(item)) {
    evaluation.checkItems(data.length + item.length);
    evaluation.chargeItems(item.length);
    pushAll(data, item as unknown[]);
  } else data.push(item);
}
