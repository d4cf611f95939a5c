import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { asSequence, isConstructed, isSequence, isTuples, keepSingleton, settled } from '../values/sequence.ts';
import { asItems, constructedStart } from './constructed-start.ts';
import { filtersOf } from './filters.ts';
import type { Evaluate } from './frame.ts';
import { compilePairs, groupOf } from './groups.ts';
import { Route } from './names.ts';
import type { Compile, NodeCompiler, Scope } from './scope.ts';
import { sortStep } from './sorting.ts';
import { areMany, following, mappingStep, wholeStep, type Step } from './steps.ts';
import { tupleStream } from './tuples.ts';

const path: NodeCompiler = (node, scope, compile) => {
  const steps = listOf(node.steps);
  if (isOnlyNames(node)) return namesPath(steps, scope, compile);
  const isTupleStream = steps.some(({ tuple }) => tuple === true);
  const evaluate = isTupleStream ? tupleStream(node, scope, compile) : plainPath(steps, scope, compile);
  const keeping = node.keepSingletonArray === true ? keeper(evaluate) : evaluate;
  const pairs = node.group as SyntaxNode | undefined;
  if (pairs === undefined) return keeping;
  const group = groupOf(compilePairs(pairs, scope, compile), pairs.position);
  return (input, frame, evaluation) => group(keeping(input, frame, evaluation), frame, evaluation);
};

/** `a.b.c` or `$x.a.b` with nothing at any step: its value is never a sequence that has to be looked at again. */
export function isOnlyNames(node: SyntaxNode): boolean {
  if (node.type !== 'path' || node.group !== undefined || node.tuple === true || node.keepArray === true) return false;
  const steps = listOf(node.steps);
  return namesAtStart(steps) === steps.length;
}

function namesPath(steps: readonly SyntaxNode[], scope: Scope, compile: Compile): Evaluate {
  const [first, ...rest] = steps as readonly [SyntaxNode, ...SyntaxNode[]];
  if (first.type === 'variable') {
    const start = compile(first, scope);
    const route = new Route(namesOf(rest), true);
    return (input, frame, evaluation) => settled(route.follow(start(input, frame, evaluation), evaluation));
  }
  const route = new Route(namesOf(steps), true);
  return (input, _, evaluation) =>
    settled(Array.isArray(input) ? route.followAll(input, evaluation) : route.follow(input, evaluation));
}

const namesOf = (steps: readonly SyntaxNode[]): readonly string[] => steps.map(({ value }) => String(value));

function plainPath(steps: readonly SyntaxNode[], scope: Scope, compile: Compile): Evaluate {
  const start = constructedStart(steps, scope, compile);
  if (start !== undefined) return constructedPath(start, compileSteps(steps.slice(1), scope, compile));
  const [first, ...rest] = steps as readonly [SyntaxNode, ...SyntaxNode[]];
  const isAbsolute = first.type === 'variable';
  const length = namesAtStart(steps);
  if (length === 0) return following(compileSteps(steps, scope, compile), isAbsolute);
  const last = compileSteps(steps.slice(length), scope, compile);
  const isEnd = last.length === 0;
  if (!isAbsolute) return following([asStep(new Route(namesOf(steps.slice(0, length)), isEnd)), ...last], false);
  return absolutePath(compile(first, scope), new Route(namesOf(rest.slice(0, length - 1)), isEnd), last);
}

/** From the value of a variable, by names and then by other steps. */
function absolutePath(start: Evaluate, route: Route, last: readonly Step[]): Evaluate {
  const [next, ...others] = last;
  if (next === undefined) {
    return (input, frame, evaluation) => route.follow(start(input, frame, evaluation), evaluation);
  }
  const go = following([next, ...others], false);
  return (input, frame, evaluation) => {
    const from = route.follow(start(input, frame, evaluation), evaluation);
    if (from === undefined || (areMany(from) && from.length === 0)) return undefined;
    return go(isConstructed(from) ? [from] : from, frame, evaluation);
  };
}

const LONE_KEYS: ReadonlySet<string> = new Set(['type', 'value', 'position']);
const isLone = (step: SyntaxNode): boolean => Object.keys(step).every((key) => LONE_KEYS.has(key));

/** How many steps at the beginning are only names; the first may be a variable. */
function namesAtStart(steps: readonly SyntaxNode[]): number {
  const isName = (step: SyntaxNode, index: number): boolean =>
    isLone(step) && (step.type === 'name' || (index === 0 && step.type === 'variable'));
  const other = steps.findIndex((step, index) => !isName(step, index));
  return other === -1 ? steps.length : other;
}

function asStep(route: Route): Step {
  return {
    one: (value, _, evaluation) => route.follow(value, evaluation),
    many: (items, _, evaluation) => route.followAll(items, evaluation),
  };
}

/** The steps at the end of a path. */
function compileSteps(steps: readonly SyntaxNode[], scope: Scope, compile: Compile): readonly Step[] {
  return steps.map((step, index) => {
    const filters = filtersOf(step.stages, scope, compile);
    const isLast = index === steps.length - 1;
    if (step.type !== 'sort') return mappingStep(compile(step, scope), { filters, isLast });
    const sort = sortStep(step, scope, compile);
    return wholeStep((items, frame, evaluation) => {
      let result: unknown = sort(items, frame, evaluation);
      for (const filter of filters) result = filter(result, frame, evaluation);
      return result;
    });
  });
}

/** An array that is written at the beginning is made once, whatever the context has. */
function constructedPath(start: Evaluate, steps: readonly Step[]): Evaluate {
  const [first, ...rest] = steps;
  const go = first === undefined ? undefined : following([first, ...rest], false);
  return (input, frame, evaluation) => {
    const value = start(Array.isArray(input) ? input : asSequence([input]), frame, evaluation);
    if (go === undefined || value === undefined || value === '') return value;
    const items = asItems(value);
    return items.length === 0 ? items : go(items, frame, evaluation);
  };
}

/** `[]`: an array also for one result. */
function keeper(evaluate: Evaluate): Evaluate {
  return (input, frame, evaluation) => {
    const result = evaluate(input, frame, evaluation);
    if (result === undefined || isTuples(result)) return result;
    const isMany = areMany(result);
    if (isMany && !isSequence(result)) return result;
    // Not the sequence itself: it may be a variable's.
    const kept = asSequence(isMany ? [...result] : [result]);
    keepSingleton(kept);
    return kept;
  };
}

export const PATHS: Readonly<Record<string, NodeCompiler>> = { path };
