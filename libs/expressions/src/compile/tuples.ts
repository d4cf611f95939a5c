// Paths that bind variables on their way: `a@$x`, `a#$i`, and `%`, which notes where a step came from.
import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { asSequence, asTuples, isTuples } from '../values/sequence.ts';
import { asItems, constructedStart } from './constructed-start.ts';
import { filterOf, filtersOf, type Filter } from './filters.ts';
import { Frame, unboundSlots, type Evaluate, type Tuple } from './frame.ts';
import { namesBoundIn, Scope, type Compile } from './scope.ts';
import { sortStep } from './sorting.ts';
import { following, listOfResults, mappingStep, wholeStep, type Step } from './steps.ts';
import { newTuple } from './tuple-values.ts';

/** A step over tuples. `tuples` is undefined for the first one, which makes tuples of the items. */
type TupleStep = (
  given: { readonly items: readonly unknown[]; readonly tuples: readonly unknown[] | undefined },
  frame: Frame,
  evaluation: Evaluation,
) => readonly unknown[];

/** A path from its first step that binds something: its results, or, inside such a path, its tuples. */
export function tupleStream(node: SyntaxNode, scope: Scope, compile: Compile): Evaluate {
  const steps = listOf(node.steps);
  const first = steps.findIndex(({ tuple }) => tuple === true);
  const start = constructedStart(steps, scope, compile);
  const from = start === undefined ? 0 : 1;
  const before = steps.slice(from, first).map((step) => plainStep(step, scope, compile));
  const after = steps.slice(Math.max(from, first)).map((step) => tupleStep(step, scope, compile));
  const isInner = node.tuple === true || node.group !== undefined;
  const go: TupleStream = (items, frame, evaluation) => {
    let tuples: readonly unknown[] | undefined;
    for (const step of after) tuples = step({ items, tuples }, frame, evaluation);
    return isInner ? tuples : asSequence((tuples ?? []).map((tuple) => (tuple as Tuple)['@']));
  };
  if (start !== undefined) return fromArray(start, { step: steps[0] ?? {}, before, go });
  return fromContext(before, { isAbsolute: steps[0]?.type === 'variable', go });
}

/** What a path makes of the items that its first binding step is applied to. */
type TupleStream = (items: readonly unknown[], frame: Frame, evaluation: Evaluation) => unknown;

function fromContext(
  before: readonly Step[],
  { isAbsolute, go }: { readonly isAbsolute: boolean; readonly go: TupleStream },
): Evaluate {
  const goBefore = before.length === 0 ? undefined : following(before, isAbsolute);
  return (input, frame, evaluation) => {
    if (goBefore === undefined) return go(Array.isArray(input) && !isAbsolute ? input : [input], frame, evaluation);
    const items = listOfResults(goBefore(input, frame, evaluation));
    return items.length === 0 ? undefined : go(items, frame, evaluation);
  };
}

/** From an array that is written at the beginning. */
function fromArray(
  start: Evaluate,
  { step, before, go }: { readonly step: SyntaxNode; readonly before: readonly Step[]; readonly go: TupleStream },
): Evaluate {
  const goBefore = before.length === 0 ? undefined : following(before, false);
  return (input, frame, evaluation) => {
    const context: readonly unknown[] = Array.isArray(input) ? input : asSequence([input]);
    const value = start(context, frame, evaluation);
    const made = asItems(value);
    // Without any item, the path ends before it binds anything.
    if (step.tuple !== true && made.length === 0) return Array.isArray(value) ? value : undefined;
    // With a focus, it goes on from where the step was applied.
    const items = step.focus === undefined ? made : context;
    if (goBefore === undefined) return go(items, frame, evaluation);
    const results = listOfResults(goBefore(items, frame, evaluation));
    return results.length === 0 ? undefined : go(results, frame, evaluation);
  };
}

/** A step before the first that binds something. None of them is the last. */
function plainStep(step: SyntaxNode, scope: Scope, compile: Compile): Step {
  const filters = filtersOf(step.stages, scope, compile);
  if (step.type !== 'sort') return mappingStep(compile(step, scope), { filters, isLast: false });
  const sort = sortStep(step, scope, compile);
  return wholeStep((items, frame, evaluation) =>
    filters.reduce<unknown>((result, filter) => filter(result, frame, evaluation), sort(items, frame, evaluation)),
  );
}

function tupleStep(step: SyntaxNode, scope: Scope, compile: Compile): TupleStep {
  const stages = listOf(step.stages).map((stage) => stageOf(stage, scope, compile));
  const run = step.type === 'sort' ? sortedTuples(step, scope, compile) : mappedTuples(step, scope, compile);
  return (given, frame, evaluation) =>
    stages.reduce<readonly unknown[]>(
      (result, stage) => asList(stage(result, frame, evaluation)),
      run(given, frame, evaluation),
    );
}

/** A filter may choose one tuple. */
const asList = (result: unknown): readonly unknown[] =>
  Array.isArray(result) ? (result as readonly unknown[]) : asSequence([result]);

/** A filter, or `#$i` behind one. */
function stageOf(stage: SyntaxNode, scope: Scope, compile: Compile): Filter {
  if (stage.type !== 'index') return filterOf(stage, scope, compile);
  const name = String(stage.value);
  return (value) => {
    (value as readonly Tuple[]).forEach((tuple, index) => (tuple[name] = index));
    return value;
  };
}

function sortedTuples(step: SyntaxNode, scope: Scope, compile: Compile): TupleStep {
  const sort = sortStep(step, scope, compile);
  const { index } = step as TupleMarks;
  return ({ items, tuples }, frame, evaluation) => {
    if (tuples !== undefined) return sort(tuples, frame, evaluation);
    const sorted = sort(items, frame, evaluation);
    return asTuples(sorted.map((item, at) => newTuple({ '@': item }, index === undefined ? {} : { [index]: at })));
  };
}

function mappedTuples(step: SyntaxNode, scope: Scope, compile: Compile): TupleStep {
  const inner = new Scope(scope.program, { parent: scope, names: namesBoundIn([step]), isTuple: true });
  const evaluate = compile(step, inner);
  const binding = new Binding(step as TupleMarks);
  return ({ items, tuples }, frame, evaluation) => {
    const given = tuples ?? items.map((item) => newTuple({ '@': item }));
    const result: unknown[] = [];
    for (const tuple of given as readonly Tuple[]) {
      evaluation.charge(UNITS_PER_ITEM);
      const value = evaluate(tuple['@'], new Frame(unboundSlots(inner.size), frame, tuple), evaluation);
      if (value === undefined) continue;
      const found: readonly unknown[] = Array.isArray(value) ? value : [value];
      evaluation.charge(found.length * UNITS_PER_ITEM * 4);
      evaluation.checkItems(result.length + found.length);
      for (const [at, one] of found.entries()) {
        result.push(isTuples(value) ? newTuple(tuple, one as Tuple) : binding.tuple(tuple, one, at));
      }
    }
    return asTuples(result);
  };
}

/** Names of variables that a step binds: the result, its position, and what the step was applied to. */
interface TupleMarks {
  readonly focus?: string;
  readonly index?: string;
  readonly ancestor?: { readonly label: string };
}

/** What a step notes of each of its results. */
class Binding {
  readonly #focus: string | undefined;
  readonly #index: string | undefined;
  readonly #ancestor: string | undefined;

  constructor({ focus, index, ancestor }: TupleMarks) {
    this.#focus = focus;
    this.#index = index;
    this.#ancestor = ancestor?.label;
  }

  /** `from` is what the step was applied to. With a focus, the path goes on from there. */
  tuple(from: Tuple, value: unknown, index: number): Tuple {
    const tuple = newTuple(from);
    if (this.#focus === undefined) tuple['@'] = value;
    else tuple[this.#focus] = value;
    if (this.#index !== undefined) tuple[this.#index] = index;
    if (this.#ancestor !== undefined) tuple[this.#ancestor] = from['@'];
    return tuple;
  }
}
