import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { mergeSort } from '../merge-sort.ts';
import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { asSequence, isTuples } from '../values/sequence.ts';
import { Frame, unboundSlots, type Evaluate, type Tuple } from './frame.ts';
import { namesBoundIn, Scope, type Compile } from './scope.ts';

interface Term {
  readonly evaluate: Evaluate;
  /** The same in the frame of a tuple; compiled when it is first used. */
  readonly evaluateInTuple: () => Evaluate;
  readonly isDescending: boolean;
}

/** Puts items in order. */
type Sort = (items: readonly unknown[], frame: Frame, evaluation: Evaluation) => readonly unknown[];

/** `^(a, >b)`: an array of the items in order. One or none stay the sequence that they were. */
export function sortStep(node: SyntaxNode, scope: Scope, compile: Compile): Sort {
  const nodes = listOf(node.terms);
  const expressions = nodes.map(({ expression }) => expression as SyntaxNode);
  const inner = new Scope(scope.program, { parent: scope, names: namesBoundIn(expressions), isTuple: true });
  const terms = nodes.map(({ descending }, index): Term => {
    const expression = expressions[index] as SyntaxNode;
    let inTuple: Evaluate | undefined;
    return {
      evaluate: compile(expression, scope),
      evaluateInTuple: () => (inTuple ??= compile(expression, inner)),
      isDescending: descending === true,
    };
  });
  return (items, frame, evaluation) => {
    if (items.length <= 1) return isTuples(items) ? items : asSequence([...items]);
    const keys = new Keys(items, terms, { frame, slots: inner.size, evaluation });
    const order = mergeSort([...items.keys()], (left, right) => {
      evaluation.charge(UNITS_PER_ITEM);
      return isAfter(keys, [left, right], node.position);
    });
    return order.map((index) => items[index]);
  };
}

/** What the items are sorted by: each term is evaluated once for an item, and only where it decides something. */
class Keys {
  readonly terms: readonly Term[];
  readonly #items: readonly unknown[];
  readonly #known: unknown[][];
  readonly #frame: Frame;
  readonly #slots: number;
  readonly #evaluation: Evaluation;

  constructor(
    items: readonly unknown[],
    terms: readonly Term[],
    { frame, slots, evaluation }: { readonly frame: Frame; readonly slots: number; readonly evaluation: Evaluation },
  ) {
    this.terms = terms;
    this.#items = items;
    this.#known = terms.map(() => []);
    this.#frame = frame;
    this.#slots = slots;
    this.#evaluation = evaluation;
  }

  /** By the index of the term and of the item. */
  of(term: number, item: number): unknown {
    const known = this.#known[term] as unknown[];
    if (item in known) return known[item];
    const value = this.#evaluate(this.terms[term] as Term, this.#items[item]);
    if (typeof value === 'string') this.#evaluation.charge(value.length);
    known[item] = value;
    return value;
  }

  #evaluate({ evaluate, evaluateInTuple }: Term, item: unknown): unknown {
    this.#evaluation.charge(UNITS_PER_ITEM);
    if (!isTuples(this.#items)) return evaluate(item, this.#frame, this.#evaluation);
    const tuple = item as Tuple;
    const frame = new Frame(unboundSlots(this.#slots), this.#frame, tuple);
    return evaluateInTuple()(tuple['@'], frame, this.#evaluation);
  }
}

const hasOrder = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** Does the left item belong behind the right one? Items without a key come last, also in descending order. */
function isAfter(keys: Keys, [left, right]: readonly [number, number], position: number | undefined): boolean {
  for (let term = 0; term < keys.terms.length; term += 1) {
    const one = keys.of(term, left);
    const other = keys.of(term, right);
    if (one === undefined && other === undefined) continue;
    if (one === undefined || other === undefined) return one === undefined;
    if (!hasOrder(one) || !hasOrder(other)) {
      throw new Fault('T2008', { position, value: hasOrder(one) ? other : one });
    }
    if (typeof one !== typeof other) throw new Fault('T2007', { position, value: one, value2: other });
    if (one !== other) return one < other === (keys.terms[term]?.isDescending === true);
  }
  return false;
}
