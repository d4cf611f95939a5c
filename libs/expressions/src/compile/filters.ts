import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { areNumbers, isNumeric } from '../values/numbers.ts';
import { asSequence, asTuples, isTuples } from '../values/sequence.ts';
import { truthOf } from '../values/truth.ts';
import { Frame, unboundSlots, type Evaluate, type Tuple } from './frame.ts';
import { namesBoundIn, Scope, type Compile } from './scope.ts';

/** What `[ ]` behind a value lets through: an array, mostly a sequence, or a single value that is none. */
export type Filter = (value: unknown, frame: Frame, evaluation: Evaluation) => unknown;

const NONE: readonly unknown[] = asSequence([]);

/** The filter of a predicate node: `{ expr }`. */
export function filterOf({ expr }: SyntaxNode, scope: Scope, compile: Compile): Filter {
  const predicate = expr as SyntaxNode;
  if (predicate.type === 'number') return byIndex(Math.floor(predicate.value as number));
  const evaluate = compile(predicate, scope);
  const inner = new Scope(scope.program, { parent: scope, names: namesBoundIn([predicate]), isTuple: true });
  let evaluateInTuple: Evaluate | undefined;
  const byValue = isBoolean(predicate) ? byTruth(evaluate) : byTruthOrIndex(evaluate);
  return (value, frame, evaluation) => {
    if (!isTuples(value)) return byValue(value, frame, evaluation);
    // Compiled at its first use: filters in filters would be compiled again and again otherwise.
    evaluateInTuple ??= compile(predicate, inner);
    return tuplesFiltered(value as Tuple[], { evaluate: evaluateInTuple, slots: inner.size, frame, evaluation });
  };
}

/** All filters of a node, one after the other. */
export function filtersOf(parts: unknown, scope: Scope, compile: Compile): readonly Filter[] {
  return listOf(parts).map((part) => filterOf(part, scope, compile));
}

/** One value counts as the only item, also when it is none. */
function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function byIndex(index: number): Filter {
  return (value) => {
    const items = itemsOf(value);
    const item = items[index < 0 ? items.length + index : index];
    if (isTuples(value)) return asTuples(item === undefined ? [] : [item]);
    return item === undefined ? NONE : item;
  };
}

const TRUTHS: ReadonlySet<unknown> = new Set(['=', '!=', '<', '<=', '>', '>=', 'and', 'or', 'in']);

/** Nodes that give true, false or nothing, so never an index. */
function isBoolean({ type, value, predicate, group }: SyntaxNode): boolean {
  return type === 'binary' && TRUTHS.has(value) && predicate === undefined && group === undefined;
}

function byTruth(evaluate: Evaluate): Filter {
  return (value, frame, evaluation) => {
    const items = itemsOf(value);
    evaluation.charge(items.length * UNITS_PER_ITEM);
    const result: unknown[] = [];
    for (const item of items) if (evaluate(item, frame, evaluation) === true) result.push(item);
    return asSequence(result);
  };
}

function byTruthOrIndex(evaluate: Evaluate): Filter {
  return (value, frame, evaluation) => {
    const items = itemsOf(value);
    evaluation.charge(items.length * UNITS_PER_ITEM);
    const result: unknown[] = [];
    for (let index = 0; index < items.length; index += 1) {
      const found = evaluate(items[index], frame, evaluation);
      pushIfChosen(result, { found, item: items[index], index, length: items.length, evaluation });
    }
    return asSequence(result);
  };
}

interface Choice {
  /** What the predicate has given for the item. */
  readonly found: unknown;
  readonly item: unknown;
  readonly index: number;
  readonly length: number;
  readonly evaluation: Evaluation;
}

/** Numbers are positions, and choose the item as often as they name it; anything else is true or not. */
function pushIfChosen(result: unknown[], { found, item, index, length, evaluation }: Choice): void {
  if (isNumeric(found)) {
    if (isAt(found, index, length)) result.push(item);
  } else if (isListOfNumbers(found)) {
    evaluation.chargeItems(found.length);
    for (const position of found) if (isAt(position, index, length)) result.push(item);
    evaluation.checkItems(result.length);
  } else if (truthOf(found, evaluation)) result.push(item);
}

const isListOfNumbers = (found: unknown): found is readonly number[] => Array.isArray(found) && areNumbers(found);

function isAt(position: number, index: number, length: number): boolean {
  const floor = Math.floor(position);
  return (floor < 0 ? length + floor : floor) === index;
}

function tuplesFiltered(
  tuples: readonly Tuple[],
  {
    evaluate,
    slots,
    frame,
    evaluation,
  }: { readonly evaluate: Evaluate; readonly slots: number; readonly frame: Frame; readonly evaluation: Evaluation },
): readonly unknown[] {
  const result: unknown[] = [];
  evaluation.charge(tuples.length * UNITS_PER_ITEM);
  for (const [index, tuple] of tuples.entries()) {
    const found = evaluate(tuple['@'], new Frame(unboundSlots(slots), frame, tuple), evaluation);
    pushIfChosen(result, { found, item: tuple, index, length: tuples.length, evaluation });
  }
  return asTuples(result);
}
