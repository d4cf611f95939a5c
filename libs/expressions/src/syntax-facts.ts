import { ExpressionError } from './errors.ts';

/** A node of jsonata's syntax tree. */
export interface SyntaxNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly [key: string]: unknown;
}

/** What the hooks have to know of a tree before it is evaluated. */
export interface SyntaxFacts {
  /** Items of an array and values of a group, which jsonata starts at the same time. */
  readonly siblings: ReadonlySet<unknown>;
  /** Nodes whose values are compared or turned into text, which takes the time of the whole structure. */
  readonly operands: ReadonlySet<unknown>;
}

const COMPARING: ReadonlySet<unknown> = new Set(['&', '=', '!=', 'in']);

/** Walks a tree once. Throws `expression.too_complex` for a signature that could be matched in too many ways. */
export function factsOf(tree: SyntaxNode): SyntaxFacts {
  const facts = { siblings: new Set<unknown>(), operands: new Set<unknown>() };
  const nodes: unknown[] = [tree];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (typeof node !== 'object' || node === null || node instanceof RegExp) continue;
    if (!Array.isArray(node)) note(node as SyntaxNode, facts);
    nodes.push(...(Object.values(node) as unknown[]).filter((part) => typeof part === 'object'));
  }
  return facts;
}

function note(node: SyntaxNode, { siblings, operands }: { siblings: Set<unknown>; operands: Set<unknown> }): void {
  if (node.type === 'unary' && node.value === '[') for (const item of listOf(node.expressions)) siblings.add(item);
  const groups = [node.type === 'unary' && node.value === '{' ? node.lhs : undefined, groupOf(node)];
  for (const pair of groups.flatMap(listOf)) siblings.add(listOf(pair)[1]);
  if (node.type === 'binary' && COMPARING.has(node.value)) operands.add(node.lhs).add(node.rhs);
  if (node.type === 'lambda') checkSignature(node);
}

function groupOf(node: SyntaxNode): unknown {
  return (node.group as { readonly lhs?: unknown } | undefined)?.lhs;
}

function listOf(part: unknown): readonly unknown[] {
  return Array.isArray(part) ? (part as unknown[]) : [];
}

/** The most parameters of a signature that may be missing. */
const MAX_OPTIONAL = 8;

/** jsonata matches arguments with a backtracking expression made of the signature. */
export function checkSignature(node: SyntaxNode): void {
  const { definition = '' } = (node.signature ?? {}) as { readonly definition?: string };
  const optional = definition.replace(/[^?-]/g, '').length;
  const repeated = definition.replace(/[^+]/g, '').length;
  if (optional <= MAX_OPTIONAL && repeated <= 1) return;
  throw new ExpressionError(
    'expression.too_complex',
    `A function's signature has ${MAX_OPTIONAL} optional parameters and one repeated one at most.`,
    node.position === undefined ? {} : { position: node.position },
  );
}
