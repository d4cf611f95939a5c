import { listOf, partsOf, type SyntaxNode } from '../syntax-node.ts';

/** Names that the expression has given a meaning to. */
export type Names = ReadonlySet<string>;
export type Visit = (node: SyntaxNode, bound: Names) => void;

/**
 * Visits every node, those around others first, with the names that are bound there. The name of a function that is
 * called is no node of its own, unless the expression has bound it.
 */
export function walkScopes(tree: SyntaxNode, visit: Visit): void {
  walk(tree, new Set(), visit);
}

/** Gives the names that are bound for what follows the node. */
function walk(node: SyntaxNode, outside: Names, visit: Visit): Names {
  const bound = withNames(outside, [node.focus, node.index]);
  visit(node, bound);
  switch (node.type ?? '') {
    case 'bind':
      // A function may call itself, so its name is bound inside it.
      return walk(node.rhs as SyntaxNode, withNames(bound, [(node.lhs as SyntaxNode).value]), visit);
    case 'lambda':
      walk(node.body as SyntaxNode, withNames(bound, parametersOf(node)), visit);
      return bound;
    case 'block':
    case 'path':
      walkAll(partsOf(node), bound, visit);
      return outside;
    case 'function':
    case 'partial':
      return walkAll(isNamed(node, bound) ? listOf(node.arguments) : partsOf(node), bound, visit);
    case 'index':
      return withNames(bound, [node.value]);
    default:
      return walkAll(partsOf(node), bound, visit);
  }
}

function walkAll(nodes: readonly SyntaxNode[], outside: Names, visit: Visit): Names {
  let bound = outside;
  for (const node of nodes) bound = walk(node, bound, visit);
  return bound;
}

/** Does a call name its function, and the expression does not say what that is? */
export function isNamed({ procedure }: SyntaxNode, bound: Names): boolean {
  const { type, value } = procedure as SyntaxNode;
  return type === 'variable' && !bound.has(String(value));
}

export function parametersOf(lambda: SyntaxNode): readonly string[] {
  return listOf(lambda.arguments).map(({ value }) => String(value));
}

function withNames(names: Names, added: readonly unknown[]): Names {
  const texts = added.filter((name) => typeof name === 'string');
  return texts.length === 0 ? names : new Set([...names, ...texts]);
}
