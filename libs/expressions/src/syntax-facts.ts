import { ExpressionError } from './errors.ts';
import { sizeChecksOf, type SizeChecks } from './size-checks.ts';
import { listOf, pairsOf, partsOf, type SyntaxNode } from './syntax-node.ts';

/** What has to be known of a tree before it is evaluated. */
export interface SyntaxFacts extends SizeChecks {
  /** Variables that are read, functions among them. */
  readonly names: ReadonlySet<string>;
  /** Items of an array and values of a group that must not start at the same time, as jsonata would have them. */
  readonly siblings: ReadonlySet<SyntaxNode>;
  /** So many nodes may be under way beside those that are nested. */
  readonly besides: number;
}

/** What a look at each node by itself tells. */
interface Survey {
  readonly nodes: readonly SyntaxNode[];
  readonly names: ReadonlySet<string>;
  /** Names that the expression itself gives a meaning to. */
  readonly bound: ReadonlySet<string>;
}

/** Walks a tree. Throws `expression.too_complex` for a signature that could be matched in too many ways. */
export function factsOf(tree: SyntaxNode): SyntaxFacts {
  const survey = surveyOf(tree);
  return { names: survey.names, ...siblingsOf(survey), ...sizeChecksOf(tree, survey) };
}

function surveyOf(tree: SyntaxNode): Survey {
  const nodes = nodesOf(tree);
  const names = new Set<string>();
  const bound = new Set<string>();
  for (const node of nodes) {
    if (node.type === 'variable') names.add(String(node.value));
    if (node.type === 'transform') names.add('clone');
    if (node.type === 'lambda') checkSignature(node);
    for (const name of boundBy(node)) bound.add(name);
  }
  return { nodes, names, bound };
}

function nodesOf(tree: SyntaxNode): readonly SyntaxNode[] {
  const nodes = [tree];
  // An array is walked up to where it ends by then.
  for (const node of nodes) nodes.push(...partsOf(node));
  return nodes;
}

function boundBy(node: SyntaxNode): readonly string[] {
  if (node.type === 'bind') return [String((node.lhs as SyntaxNode).value)];
  if (node.type === 'lambda') return listOf(node.arguments).map(({ value }) => String(value));
  return [node.focus, node.index].filter((name) => typeof name === 'string');
}

const DRAWING: ReadonlySet<unknown> = new Set(['random', 'uuid', 'shuffle']);

function siblingsOf({ nodes }: Survey): Pick<SyntaxFacts, 'siblings' | 'besides'> {
  const siblings = new Set<SyntaxNode>();
  let besides = 0;
  const callsBack = nodes.some(makesFunction);
  for (const { members, isOpen } of nodes.flatMap(familiesOf)) {
    const parts = members.flatMap(nodesOf);
    if (isOpen || (members.length > 1 && parts.some((part) => isRestless(part, callsBack)))) {
      for (const member of members) siblings.add(member);
    } else if (members.length > 1) besides += parts.length;
  }
  return { siblings, besides };
}

/** Parts that jsonata starts at the same time. Open: the data decides how many there are. */
interface Family {
  readonly members: readonly SyntaxNode[];
  readonly isOpen: boolean;
}

function familiesOf(node: SyntaxNode): readonly Family[] {
  const families: Family[] = [];
  if (node.type === 'unary' && node.value === '[') {
    families.push({ members: listOf(node.expressions), isOpen: false });
  }
  for (const pairs of [node.type === 'unary' ? node.lhs : undefined, (node.group as SyntaxNode | undefined)?.lhs]) {
    const members = pairsOf(pairs).map(([, value]) => value);
    families.push({ members, isOpen: pairsOf(pairs).some(([key]) => key.type !== 'string') });
  }
  return families;
}

/** Does it give jsonata a function that could call others? */
function makesFunction({ type, rhs }: SyntaxNode): boolean {
  if (type === 'apply') return (rhs as SyntaxNode).type !== 'function';
  return type === 'lambda' || type === 'partial' || type === 'transform';
}

/** Could it draw random values, or nest as deep as its data? */
function isRestless(node: SyntaxNode, callsBack: boolean): boolean {
  if (node.type === 'variable') return DRAWING.has(node.value);
  if (node.type === 'function' || node.type === 'apply') return callsBack;
  return familiesOf(node).some(({ isOpen }) => isOpen);
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
