import { ExpressionError } from '../errors.ts';
import { EXPRESSION_FUNCTIONS } from '../functions/table.ts';
import { compileRegex } from '../regex-engine.ts';
import { checkSignature } from '../signature-limits.ts';
import { listOf, pairsOf, type SyntaxNode } from '../syntax-node.ts';
import { problemOfBareCall, problemOfCall } from './call-problems.ts';
import { callOf, chainedCallOf, type Call } from './calls.ts';
import { problemOfError, type ExpressionProblem } from './problem.ts';
import { walkScopes, type Names } from './scope-walk.ts';

/** A call of a function of the table. */
export interface FunctionCall {
  /** Without `$`. */
  readonly name: string;
  /** How many arguments it is given; a value that `~>` hands on is one of them. */
  readonly arguments: number;
  readonly position?: number;
}

/** What the nodes of a tree tell one by one. */
export class Findings {
  readonly free = new Set<string>();
  readonly members = new Set<string>();
  readonly #problems = new Map<string, ExpressionProblem>();
  readonly #functions = new Map<string, FunctionCall>();
  /** Right sides of `~>`, with what they are handed. */
  readonly #handedOn = new Map<SyntaxNode, SyntaxNode>();
  readonly #keys = new Set<unknown>();

  constructor(tree: SyntaxNode) {
    walkScopes(tree, (node) => {
      if (node.type === 'unary') for (const [key] of pairsOf(node.lhs)) this.#keys.add(key.value);
    });
    walkScopes(tree, (node, bound) => this.#look(node, bound));
  }

  get problems(): readonly ExpressionProblem[] {
    return inOrder(this.#problems.values());
  }

  get functions(): readonly FunctionCall[] {
    return inOrder(this.#functions.values());
  }

  #look(node: SyntaxNode, bound: Names): void {
    if (node.type === 'variable') this.#lookAtVariable(String(node.value), bound);
    else if (node.type === 'path') this.#lookAtPath(node);
    else if (node.type === 'lambda') this.#check(node, () => checkSignature(node));
    // The parser copies what stands left of `??`, and copies regular expressions wrongly.
    else if (node.value instanceof RegExp) this.#check(node, () => compileRegex(node.value as RegExp));
    if (node.type === 'apply') this.#handedOn.set(node.rhs as SyntaxNode, node.lhs as SyntaxNode);
    this.#lookAtCall(callOf(node, bound, this.#handedOn.get(node)) ?? chainedCallOf(node, bound));
    if (node.type === 'function') this.#lookAtBareCall(node);
  }

  #lookAtVariable(name: string, bound: Names): void {
    if (name !== '' && name !== '$' && !bound.has(name) && !EXPRESSION_FUNCTIONS.has(name)) this.free.add(name);
  }

  #lookAtPath({ steps }: SyntaxNode): void {
    const [first, second] = listOf(steps);
    if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name') {
      this.members.add(String(second.value));
    }
  }

  #lookAtCall(call: Call | undefined): void {
    if (call === undefined) return;
    const { name, known, given, position } = call;
    const place = position === undefined ? {} : { position };
    if (known !== undefined) {
      this.#functions.set(`${position} ${name}`, { name, arguments: given.length, ...place });
    }
    const problem = problemOfCall(call);
    if (problem !== undefined) this.#add({ ...problem, ...place });
  }

  #lookAtBareCall({ procedure, position }: SyntaxNode): void {
    const { type, steps } = procedure as SyntaxNode;
    const [step, ...others] = listOf(steps);
    // Only a member that the expression has made itself can be a function.
    if (type !== 'path' || step?.type !== 'name' || others.length > 0 || this.#keys.has(step.value)) return;
    const problem = problemOfBareCall(String(step.value));
    if (problem !== undefined) this.#add({ ...problem, ...(position === undefined ? {} : { position }) });
  }

  /** Notes what a check of a node throws. */
  #check({ position }: SyntaxNode, check: () => unknown): void {
    try {
      check();
    } catch (cause) {
      if (!(cause instanceof ExpressionError)) throw cause;
      this.#add({ ...problemOfError(cause), ...(position === undefined ? {} : { position }) });
    }
  }

  /** The parser doubles what stands left of `?:` and `??`; its problems count once. */
  #add(problem: ExpressionProblem): void {
    this.#problems.set(`${problem.position} ${problem.code} ${problem.message}`, problem);
  }
}

/** In the order of the text. */
function inOrder<Found extends { readonly position?: number }>(found: Iterable<Found>): readonly Found[] {
  return [...found].sort((left, right) => (left.position ?? 0) - (right.position ?? 0));
}
