// Functions out of functions: `$f(?, 1)` and `f ~> g`.
import type { Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { FunctionValue } from '../values/function-value.ts';
import { callOf, nameOfCalled, unplaced } from './calls.ts';
import type { Evaluate } from './frame.ts';
import { Lambda, unrolled } from './lambda.ts';
import { atCall } from './place-fault.ts';
import type { NodeCompiler } from './scope.ts';
import { variableOf } from './variables.ts';

/** Stands where an argument is left open. */
const OPEN = Symbol('open');

/** A function with some of its arguments given. */
class PartialFunction extends FunctionValue {
  readonly #target: FunctionValue;
  readonly #given: readonly unknown[];

  constructor(target: FunctionValue, given: readonly unknown[]) {
    super();
    this.#target = target;
    this.#given = given;
  }

  override get arity(): number {
    return this.#given.filter((value) => value === OPEN).length;
  }

  override apply(values: unknown[], context: unknown, evaluation: Evaluation): unknown {
    return unrolled(this.begin(values, context, evaluation), context, evaluation);
  }

  override begin(values: unknown[], _context: unknown, evaluation: Evaluation): unknown {
    let next = 0;
    const all = this.#given.map((value) => (value === OPEN ? values[next++] : value));
    try {
      // What a lambda is given in two parts is not compared with its signature, as in the reference.
      if (this.#target instanceof Lambda) return this.#target.beginUnchecked(all, evaluation);
      return this.#target.apply(all, null, evaluation);
    } catch (cause) {
      throw atCall(cause, this);
    }
  }
}

/** One function after the other. */
class Chain extends FunctionValue {
  override readonly arity = 1;
  readonly #first: FunctionValue;
  readonly #second: FunctionValue;

  constructor(first: FunctionValue, second: FunctionValue) {
    super();
    this.#first = first;
    this.#second = second;
  }

  override apply([value]: unknown[], context: unknown, evaluation: Evaluation): unknown {
    // The first one is inside the chain, where there is no context; the second is its end.
    try {
      return this.#second.apply([this.#first.apply([value], null, evaluation)], context, evaluation);
    } catch (cause) {
      throw atCall(cause, this);
    }
  }
}

const partial: NodeCompiler = (node, scope, compile) => {
  const procedureNode = node.procedure as SyntaxNode;
  const isOpen = ({ type, value }: SyntaxNode): boolean => type === 'operator' && value === '?';
  const values = listOf(node.arguments).map((argument): Evaluate =>
    isOpen(argument) ? () => OPEN : compile(argument, scope),
  );
  const procedure = compile(procedureNode, scope);
  const place = { position: node.position, token: nameOfCalled(procedureNode) };
  const forgotten = procedureNode.type === 'path' ? variableOf(place.token ?? '', scope) : undefined;
  return (input, frame, evaluation) => {
    const given = values.map((value) => value(input, frame, evaluation));
    const target = procedure(input, frame, evaluation);
    if (target instanceof FunctionValue) return new PartialFunction(target, given);
    const isForgotten = target === undefined && Boolean(forgotten?.(input, frame, evaluation));
    throw new Fault(isForgotten ? 'T1007' : 'T1008', place);
  };
};

/** `value ~> function`, `value ~> $f(more)` and `function ~> function`. */
const apply: NodeCompiler = (node, scope, compile) => {
  const left = compile(node.lhs as SyntaxNode, scope);
  const right = node.rhs as SyntaxNode;
  if (right.type === 'function') {
    const parts = [left, ...listOf(right.arguments).map((argument) => compile(argument, scope))];
    return callOf(right, scope, parts)(compile(right.procedure as SyntaxNode, scope));
  }
  const target = compile(right, scope);
  const { level } = scope.program;
  return (input, frame, evaluation) => {
    const value = left(input, frame, evaluation);
    const called = target(input, frame, evaluation);
    if (!(called instanceof FunctionValue)) throw new Fault('T2006', { position: node.position, value: called });
    if (value instanceof FunctionValue) return new Chain(value, called);
    try {
      evaluation.enter(level);
      const result = called.apply([value], null, evaluation);
      evaluation.leave(level);
      return result;
    } catch (cause) {
      throw unplaced(cause, { position: node.position, token: undefined });
    }
  };
};

export const APPLICATIONS: Readonly<Record<string, NodeCompiler>> = { partial, apply };
