import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { mergeSort } from '../merge-sort.ts';
import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { asSequence, isTuples } from '../values/sequence.ts';
import { Frame, unboundSlots, type Evaluate, type Tuple } from './frame.ts';
import { namesBoundIn, Scope, type Compile } from './scope.ts';

interface TermNode {
  readonly descending: boolean;
  readonly expression: SyntaxNode;
}

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
  const nodes = listOf(node.terms) as readonly unknown[] as readonly TermNode[];
  const names = namesBoundIn(nodes.map(({ expression }) => expression));
  const inner = new Scope(scope.program, { parent: scope, names, isTuple: true });
  const terms = nodes.map(({ descending, expression }): Term => {
    let inTuple: Evaluate | undefined;
    return {
      evaluate: compile(expression, scope),
      evaluateInTuple: () => (inTuple ??= compile(expression, inner)),
      isDescending: descending,
    };
  });
  return (items, frame, evaluation) => {
    if (items.length <= 1) return isTuples(items) ? items : asSequence([...items]);
    const columns = terms.map((term) => new Column(term, items, { frame, slots: inner.size, evaluation }));
    const order = mergeSort([...items.keys()], (left, right) => {
      evaluation.charge(UNITS_PER_ITEM);
      return isAfter(columns, [left, right], node.position);
    });
    return order.map((index) => items[index]);
  };
}

interface Sorting {
  readonly frame: Frame;
  /** Slots in the frame of a tuple. */
  readonly slots: number;
  readonly evaluation: Evaluation;
}

/** What the items are sorted by, term by term: each is evaluated once for an item, and only where it decides. */
class Column {
  readonly isDescending: boolean;
  readonly #term: Term;
  readonly #items: readonly unknown[];
  readonly #known: unknown[] = [];
  readonly #sorting: Sorting;

  constructor(term: Term, items: readonly unknown[], sorting: Sorting) {
    this.isDescending = term.isDescending;
    this.#term = term;
    this.#items = items;
    this.#sorting = sorting;
  }

  /** By the index of the item. */
  of(item: number): unknown {
    const known = this.#known;
    if (item in known) return known[item];
    const value = this.#evaluate(this.#items[item]);
    if (typeof value === 'string') this.#sorting.evaluation.charge(value.length);
    known[item] = value;
    return value;
  }

  #evaluate(item: unknown): unknown {
    const { frame, slots, evaluation } = this.#sorting;
    const { evaluate, evaluateInTuple } = this.#term;
    evaluation.charge(UNITS_PER_ITEM);
    if (!isTuples(this.#items)) return evaluate(item, frame, evaluation);
    const tuple = item as Tuple;
    return evaluateInTuple()(tuple['@'], new Frame(unboundSlots(slots), frame, tuple), evaluation);
  }
}

const hasOrder = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** Does the left item belong behind the right one? Items without a key come last, also in descending order. */
function isAfter(
  columns: readonly Column[],
  [left, right]: readonly [number, number],
  position: number | undefined,
): boolean {
  for (const column of columns) {
    const one = column.of(left);
    const other = column.of(right);
    if (one === undefined && other === undefined) continue;
    if (one === undefined || other === undefined) return one === undefined;
    if (!hasOrder(one) || !hasOrder(other)) {
      throw new Fault('T2008', { position, value: hasOrder(one) ? other : one });
    }
    if (typeof one !== typeof other) throw new Fault('T2007', { position, value: one, value2: other });
    if (one !== other) return one < other === column.isDescending;
  }
  return false;
}
