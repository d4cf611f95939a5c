import type { SyntaxNode } from '../syntax-node.ts';
import { keepSingleton, settled } from '../values/sequence.ts';
import { APPLICATIONS } from './applications.ts';
import { CALLS } from './calls.ts';
import { CONSTRUCTORS } from './constructors.ts';
import { filtersOf } from './filters.ts';
import { folded } from './folding.ts';
import type { Evaluate } from './frame.ts';
import { compilePairs, groupOf } from './groups.ts';
import { LAMBDAS } from './lambda.ts';
import { LITERALS } from './literals.ts';
import { OPERATORS } from './operators.ts';
import { isOnlyNames, PATHS } from './paths.ts';
import type { Compile, NodeCompiler, Scope } from './scope.ts';
import { endsByItself, withoutTailCalls } from './tail-calls.ts';
import { TRANSFORMATIONS } from './transform.ts';
import { VARIABLES } from './variables.ts';
import { WILDCARDS } from './wildcards.ts';

/** Type of a node -> how it is compiled. */
const COMPILERS: Readonly<Record<string, NodeCompiler>> = {
  ...LITERALS,
  ...OPERATORS,
  ...CONSTRUCTORS,
  ...VARIABLES,
  ...PATHS,
  ...WILDCARDS,
  ...LAMBDAS,
  ...CALLS,
  ...APPLICATIONS,
  ...TRANSFORMATIONS,
};

/** Types whose values can be sequences. What a function gives may be one inside another, so blocks look again. */
const MANY: ReadonlySet<unknown> = new Set(
  'path function apply variable parent name wildcard descendant block condition bind'.split(' '),
);

/** Compiles a node with what stands behind it: predicates, a group, and what makes one value of a sequence. */
export const compileNode: Compile = (node, scope) => {
  scope.program.level += 1;
  const compiled = compileWhole(node, scope);
  scope.program.level -= 1;
  return compiled;
};

function compileWhole(node: SyntaxNode, scope: Scope): Evaluate {
  const compiler = COMPILERS[String(node.type)];
  // The reference gives nothing for a node that it does not know.
  if (compiler === undefined) return () => undefined;
  const plain = folded(node, compiler(endsByItself(node) ? withoutTailCalls(node) : node, scope, compileNode));
  const filtered = withFilters(node, plain, scope);
  const grouped = node.type === 'path' ? filtered : withGroup(node, filtered, scope);
  if (!canBeSequence(node)) return grouped;
  return settling(grouped, { keepsArray: node.keepArray === true, isSingle: isChoice(node) });
}

function canBeSequence(node: SyntaxNode): boolean {
  if (isOnlyNames(node)) return false;
  const { type, value, keepArray, predicate, tuple } = node;
  if (predicate !== undefined || keepArray === true || tuple === true || MANY.has(type)) return true;
  return type === 'binary' && value === '..';
}

/** Does a single value that is no array stand for one of many? Paths and filters make no sequence of it. */
function isChoice({ type, predicate, group }: SyntaxNode): boolean {
  return group === undefined && (predicate !== undefined || type === 'path');
}

function settling(
  evaluate: Evaluate,
  { keepsArray, isSingle }: { readonly keepsArray: boolean; readonly isSingle: boolean },
): Evaluate {
  if (!keepsArray) return (input, frame, evaluation) => settled(evaluate(input, frame, evaluation));
  return (input, frame, evaluation) => {
    const value = evaluate(input, frame, evaluation);
    if (isSingle && value !== undefined && !Array.isArray(value)) return [value];
    keepSingleton(value);
    return settled(value);
  };
}

function withFilters(node: SyntaxNode, evaluate: Evaluate, scope: Scope): Evaluate {
  const filters = filtersOf(node.predicate, scope, compileNode);
  if (filters.length === 0) return evaluate;
  return (input, frame, evaluation) => {
    let value = evaluate(input, frame, evaluation);
    for (const filter of filters) value = filter(value, frame, evaluation);
    return value;
  };
}

function withGroup(node: SyntaxNode, evaluate: Evaluate, scope: Scope): Evaluate {
  const pairs = node.group as SyntaxNode | undefined;
  if (pairs === undefined) return evaluate;
  const group = groupOf(compilePairs(pairs, scope, compileNode), pairs.position);
  return (input, frame, evaluation) => group(evaluate(input, frame, evaluation), frame, evaluation);
}
