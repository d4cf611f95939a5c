// Which nodes can make something larger than what was checked before. jsonata waits for its exit hook after every node
// once there is one, so expressions without such nodes do without the hook.
import { calledFunction } from './called-function.ts';
import { listOf, pairsOf, partsOf, type SyntaxNode } from './syntax-node.ts';

export interface SizeChecks {
  /** Nodes whose values are checked: nothing that grows in a loop may pass unseen. */
  readonly made: ReadonlySet<SyntaxNode>;
  /** Nodes whose values are read as a whole by an operator, which is counted as work. */
  readonly read: ReadonlySet<SyntaxNode>;
  /** Whether anything is changed in place: then it is not what was checked. */
  readonly hasTransforms: boolean;
}

/** What has to be known of the whole tree. */
interface Surroundings {
  readonly nodes: readonly SyntaxNode[];
  /** Names that the expression itself gives a meaning to. */
  readonly bound: ReadonlySet<string>;
}

export function sizeChecksOf(tree: SyntaxNode, surroundings: Surroundings): SizeChecks {
  const search = new Search(surroundings);
  // The result is checked as it is copied.
  search.visit(tree, true);
  const { made, read, hasTransforms } = search;
  return { made, read, hasTransforms };
}

/** Functions that check what the function given to them has made, as a whole. */
const COLLECTING: ReadonlySet<unknown> = new Set(['map', 'each']);
/** Functions that check the first argument given to them. */
const MEASURING: ReadonlySet<unknown> = new Set(['string', 'keys', 'merge', 'clone', 'spread', 'distinct']);
const LITERALS: ReadonlySet<unknown> = new Set(['string', 'number', 'value']);
const EQUALITY: ReadonlySet<unknown> = new Set(['=', '!=', 'in']);
const ORDER: ReadonlySet<unknown> = new Set(['<', '<=', '>', '>=']);
const LOGIC: ReadonlySet<unknown> = new Set(['and', 'or']);

const isLiteral = ({ type }: SyntaxNode): boolean => LITERALS.has(type);
const isConstructor = ({ type, value }: SyntaxNode): boolean => type === 'unary' && value !== '-';
const isConcatenation = ({ type, value }: SyntaxNode): boolean => type === 'binary' && value === '&';
const isRange = ({ type, value }: SyntaxNode): boolean => type === 'binary' && value === '..';

class Search implements SizeChecks {
  readonly made = new Set<SyntaxNode>();
  readonly read = new Set<SyntaxNode>();
  readonly hasTransforms: boolean;
  readonly #bound: ReadonlySet<string>;
  /** Texts that are put together are only written out when they are read. */
  readonly #hasPending: boolean;

  constructor({ nodes, bound }: Surroundings) {
    this.#bound = bound;
    this.#hasPending = nodes.some(isConcatenation);
    this.hasTransforms = nodes.some(({ type }) => type === 'transform');
  }

  /** Collected: the value goes only into something that is checked as a whole. */
  visit(node: SyntaxNode, isCollected: boolean): void {
    if (copiesItems(node) || (!isCollected && this.#grows(node))) this.made.add(node);
    const { predicate, stages, group, ...rest } = node;
    const handler = typeof node.type === 'string' ? this.#handlers[node.type] : undefined;
    if (handler === undefined) this.#visitAll(partsOf(rest));
    else handler(node, isCollected);
    this.#visitAll(partsOf({ predicate, stages }));
    this.#visitPairs((group as SyntaxNode | undefined)?.lhs);
  }

  readonly #handlers: Readonly<Record<string, (node: SyntaxNode, isCollected: boolean) => void>> = {
    unary: (node) => {
      for (const item of listOf(node.expressions)) this.visit(item, true);
      this.#visitPairs(node.lhs);
      this.#visitAll([node.expression]);
    },
    binary: (node) => {
      for (const operand of [node.lhs, node.rhs] as SyntaxNode[]) {
        this.visit(operand, isConcatenation(node) && isConcatenation(operand));
        if (this.#hasPending && readsOperands(node)) this.read.add(operand);
      }
    },
    condition: (node, isCollected) => {
      this.#visitAll([node.condition]);
      this.#visitAll([node.then, node.else], isCollected);
    },
    block: (node, isCollected) => {
      const expressions = listOf(node.expressions);
      this.#visitAll(expressions.slice(0, -1));
      this.#visitAll(expressions.slice(-1), isCollected);
    },
    path: (node) => {
      const steps = listOf(node.steps);
      this.#visitAll(steps.slice(0, -1));
      this.#visitAll(steps.slice(-1), true);
    },
    sort: (node) => {
      for (const { expression } of listOf(node.terms) as readonly { readonly expression?: unknown }[]) {
        this.#visitAll([expression]);
        if (this.#hasPending) this.read.add(expression as SyntaxNode);
      }
    },
    function: (node) => this.#visitCall(node),
    lambda: (node) => this.#visitAll([node.body]),
  };

  #visitAll(parts: readonly unknown[], isCollected = false): void {
    for (const part of parts) if (part !== undefined) this.visit(part as SyntaxNode, isCollected);
  }

  #visitPairs(pairs: unknown): void {
    for (const [key, value] of pairsOf(pairs)) {
      this.visit(key, false);
      if (this.#hasPending && !isLiteral(key)) this.read.add(key);
      this.visit(value, true);
    }
  }

  #visitCall(node: SyntaxNode): void {
    const name = calledFunction(node, this.#bound)?.name;
    if (name === undefined) this.#visitAll([node.procedure]);
    for (const [index, argument] of listOf(node.arguments).entries()) {
      if (COLLECTING.has(name) && argument.type === 'lambda') this.#visitBody(argument);
      else this.visit(argument, index === 0 && MEASURING.has(name));
    }
  }

  /** jsonata wraps a call at the end of a function into one more function. */
  #visitBody({ body }: SyntaxNode): void {
    const inner = body as SyntaxNode;
    if (inner.type === 'lambda' && inner.thunk === true) this.#visitBody(inner);
    else this.visit(inner, true);
  }

  #grows(node: SyntaxNode): boolean {
    if (node.group !== undefined || !listOf(node.predicate).every((filter) => this.#onlySelects(filter))) return true;
    if (isConstructor(node) || isConcatenation(node)) return true;
    if (node.type === 'path') return !listOf(node.steps).every((step, index) => this.#isPlainStep(step, index === 0));
    if (node.type === 'function' || node.type === 'apply') return this.hasTransforms;
    return node.type === 'wildcard' || node.type === 'descendant';
  }

  /** A step that gives each part of what it is applied to once at most. The first one is applied to a single value. */
  #isPlainStep(step: SyntaxNode, isFirst: boolean): boolean {
    if (step.tuple === true || !listOf(step.stages).every((stage) => this.#onlySelects(stage))) return false;
    if (step.type === 'name' || step.type === 'sort' || this.#isSmall(step)) return true;
    return isFirst && !this.#grows(step);
  }

  /** A number, a truth, or a text that was counted as it was made. */
  #isSmall(node: SyntaxNode): boolean {
    if (node.predicate !== undefined || node.group !== undefined) return false;
    if (node.type === 'binary') return !isConcatenation(node) && !isRange(node);
    if (node.type === 'function') return /:[bns]>$/.test(this.#signatureOf(node));
    const [last] = node.type === 'block' ? listOf(node.expressions).slice(-1) : [];
    return last === undefined ? isLiteral(node) : this.#isSmall(last);
  }

  /** A filter by truth or by one position: one by a list of positions can give an item more than once. */
  #onlySelects({ expr }: SyntaxNode): boolean {
    const filter = (expr ?? {}) as SyntaxNode;
    if (filter.type === 'binary')
      return EQUALITY.has(filter.value) || ORDER.has(filter.value) || LOGIC.has(filter.value);
    if (filter.type !== 'function') return filter.type === 'number';
    return this.#signatureOf(filter).endsWith(':b>');
  }

  /** Of a function of the table; empty for others. */
  #signatureOf(call: SyntaxNode): string {
    return calledFunction(call, this.#bound)?.signature ?? '';
  }
}

/** Ranges make items out of nothing, and an array is a copy of the arrays in it. */
function copiesItems(node: SyntaxNode): boolean {
  if (isRange(node)) return true;
  return listOf(node.expressions).some((item) => node.type === 'unary' && !isLiteral(item) && !isConstructor(item));
}

/** Does comparing take the time of the whole value? A text and a number, or texts of other length, differ at once. */
function readsOperands({ value, lhs, rhs }: SyntaxNode): boolean {
  const operands = [lhs, rhs] as SyntaxNode[];
  if (EQUALITY.has(value)) return !operands.some(isLiteral);
  return ORDER.has(value) && !operands.some(({ type }) => type === 'number');
}
