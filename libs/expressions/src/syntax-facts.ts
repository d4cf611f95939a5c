import { calledFunction } from './called-function.ts';
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

function siblingsOf(survey: Survey): Pick<SyntaxFacts, 'siblings' | 'besides'> {
  const siblings = new Set<SyntaxNode>();
  let besides = 0;
  const mayRecur = canRecur(survey);
  for (const { members, isOpen } of survey.nodes.flatMap(familiesOf)) {
    const parts = members.flatMap(nodesOf);
    if (isOpen || (members.length > 1 && parts.some((part) => isRestless(part, mayRecur)))) {
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

/** Functions that call the one given to them, and do not hand it on. */
const CALLING: ReadonlySet<unknown> = new Set([
  'map',
  'filter',
  'single',
  'reduce',
  'sift',
  'each',
  'sort',
  'match',
  'replace',
  'split',
]);
/** Of these, the ones that take it first when the context is what they work on. */
const CALLING_FIRST: ReadonlySet<unknown> = new Set(['sift', 'each']);

/**
 * Could a function come to call itself? Not when each one is written where it is given to one of jsonata's own, and no
 * other is called: none has a name, and none is a value.
 */
function canRecur({ nodes, bound }: Survey): boolean {
  const chained = new Set(nodes.filter(({ type }) => type === 'apply').map(({ rhs }) => rhs));
  const calls = nodes.filter(({ type }) => type === 'function');
  const callbacks = new Set<SyntaxNode>();
  for (const call of calls) {
    const name = calledFunction(call, bound)?.name;
    if (name === undefined) return true;
    const first = chained.has(call) || CALLING_FIRST.has(name) ? 0 : 1;
    if (CALLING.has(name)) for (const argument of listOf(call.arguments).slice(first)) callbacks.add(argument);
  }
  return nodes.some((node) => isLooseFunction(node, callbacks));
}

/** A function that is neither a callback nor, at the end of one, the call that jsonata wraps into a function. */
function isLooseFunction(node: SyntaxNode, callbacks: ReadonlySet<SyntaxNode>): boolean {
  if (node.type === 'apply') return (node.rhs as SyntaxNode).type !== 'function';
  if (node.type === 'lambda') return node.thunk !== true && !callbacks.has(node);
  return node.type === 'partial' || node.type === 'transform';
}

/** Could it draw random values, or nest as deep as its data? */
function isRestless(node: SyntaxNode, mayRecur: boolean): boolean {
  if (node.type === 'variable') return DRAWING.has(node.value);
  if (node.type === 'function' || node.type === 'apply') return mayRecur;
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
