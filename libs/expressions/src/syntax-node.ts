/** A node of jsonata's syntax tree. */
export interface SyntaxNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly [key: string]: unknown;
}

/** A part of a tree as a list of its parts. */
export function listOf(part: unknown): readonly SyntaxNode[] {
  return Array.isArray(part) ? (part as SyntaxNode[]) : [];
}

/** The pairs of an object constructor or of a grouping: key and value. */
export function pairsOf(part: unknown): readonly (readonly [SyntaxNode, SyntaxNode])[] {
  return listOf(part) as unknown as readonly (readonly [SyntaxNode, SyntaxNode])[];
}

/** The nodes right below one, whatever they mean to it. */
export function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  const add = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || part instanceof RegExp) return;
    if (Array.isArray(part)) part.forEach(add);
    else if (typeof (part as SyntaxNode).type === 'string') parts.push(part as SyntaxNode);
    else Object.values(part).forEach(add);
  };
  for (const [key, part] of Object.entries(node)) if (key !== 'signature') add(part);
  return parts;
}

/** A tree's nodes, from the top down. */
export function nodesOf(tree: SyntaxNode): readonly SyntaxNode[] {
  const nodes = [tree];
  // An array is walked up to where it ends by then.
  for (const node of nodes) nodes.push(...partsOf(node));
  return nodes;
}
