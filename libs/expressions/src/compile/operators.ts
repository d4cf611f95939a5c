import type { Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import type { SyntaxNode } from '../syntax-node.ts';
import { areEqual, chargeComparing } from '../values/equality.ts';
import { isNumeric } from '../values/numbers.ts';
import { asSequence } from '../values/sequence.ts';
import { textOf } from '../values/text.ts';
import { truthOf } from '../values/truth.ts';
import { atOperator } from './place-fault.ts';
import type { NodeCompiler } from './scope.ts';

type Operate = (left: unknown, right: unknown, evaluation: Evaluation) => unknown;

/** An operator of two values, whose errors are at its place. */
function operator(node: SyntaxNode, operate: Operate): NodeCompiler {
  return ({ lhs, rhs }, scope, compile) => {
    const left = compile(lhs as SyntaxNode, scope);
    const right = compile(rhs as SyntaxNode, scope);
    return (input, frame, evaluation) => {
      const one = left(input, frame, evaluation);
      const other = right(input, frame, evaluation);
      try {
        return operate(one, other, evaluation);
      } catch (cause) {
        throw atOperator(cause, node);
      }
    };
  };
}

const CALCULATIONS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

function arithmetic(calculate: (left: number, right: number) => number): Operate {
  return (left, right) => {
    if (typeof left === 'number' && typeof right === 'number' && Number.isFinite(left) && Number.isFinite(right)) {
      return calculate(left, right);
    }
    if (left !== undefined && !isNumeric(left)) throw new Fault('T2001', { value: left });
    if (right !== undefined && !isNumeric(right)) throw new Fault('T2002', { value: right });
    return undefined;
  };
}

const COMPARISONS: Readonly<Record<string, (left: string | number, right: string | number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

const isComparable = (value: unknown): value is string | number | undefined =>
  typeof value === 'number' || typeof value === 'string' || value === undefined;

function comparison(compare: (left: string | number, right: string | number) => boolean): Operate {
  return (left, right, evaluation) => {
    if (typeof left === 'number' && typeof right === 'number') return compare(left, right);
    if (!isComparable(left)) throw new Fault('T2010', { value: left });
    if (!isComparable(right)) {
      // The reference names the left side wherever that is no text and no number.
      throw new Fault('T2010', { value: left === undefined ? left : right });
    }
    if (left === undefined || right === undefined) return undefined;
    if (typeof left !== typeof right) throw new Fault('T2009', { value: left, value2: right });
    // Texts that were put together are only written out when they are read.
    evaluation.charge((left as string).length + (right as string).length);
    return compare(left, right);
  };
}

const equal: Operate = (left, right, evaluation) =>
  left !== undefined && right !== undefined && areEqual(left, right, evaluation);
const unequal: Operate = (left, right, evaluation) =>
  left !== undefined && right !== undefined && !areEqual(left, right, evaluation);

const concatenate: Operate = (left, right, evaluation) => {
  const one = left === undefined ? '' : textOf(left, evaluation);
  const other = right === undefined ? '' : textOf(right, evaluation);
  evaluation.checkCharacters(one.length + other.length);
  // The engine joins texts without copying the longer one.
  evaluation.charge(Math.min(one.length, other.length));
  return one + other;
};

const includes: Operate = (left, right, evaluation) => {
  if (left === undefined || right === undefined) return false;
  if (!Array.isArray(right)) return left === right;
  evaluation.chargeItems(right.length);
  for (const item of right as unknown[]) {
    if (typeof left === 'string' && typeof item === 'string') chargeComparing(left, item, evaluation);
    if (item === left) return true;
  }
  return false;
};

const range: Operate = (first, last, evaluation) => {
  if (first !== undefined && !Number.isInteger(first)) throw new Fault('T2003', { value: first });
  if (last !== undefined && !Number.isInteger(last)) throw new Fault('T2004', { value: last });
  if (first === undefined || last === undefined || (first as number) > (last as number)) return undefined;
  const size = (last as number) - (first as number) + 1;
  evaluation.checkRange(size);
  evaluation.chargeItems(size);
  const items: number[] = [];
  for (let index = 0; index < size; index += 1) items.push((first as number) + index);
  return asSequence(items);
};

const OPERATIONS: Readonly<Record<string, Operate>> = {
  ...Object.fromEntries(Object.entries(CALCULATIONS).map(([sign, calculate]) => [sign, arithmetic(calculate)])),
  ...Object.fromEntries(Object.entries(COMPARISONS).map(([sign, compare]) => [sign, comparison(compare)])),
  '=': equal,
  '!=': unequal,
  '&': concatenate,
  in: includes,
  '..': range,
};

/** `and`, `or`: the right side is only evaluated where it decides, and its errors are the operator's. */
const logic: NodeCompiler = (node, scope, compile) => {
  const left = compile(node.lhs as SyntaxNode, scope);
  const right = compile(node.rhs as SyntaxNode, scope);
  const decisive = node.value === 'or';
  return (input, frame, evaluation) => {
    const first = left(input, frame, evaluation);
    try {
      if (truthOf(first, evaluation) === decisive) return decisive;
      return truthOf(right(input, frame, evaluation), evaluation);
    } catch (cause) {
      throw atOperator(cause, node);
    }
  };
};

const binary: NodeCompiler = (node, scope, compile) => {
  const sign = String(node.value);
  if (sign === 'and' || sign === 'or') return logic(node, scope, compile);
  const operate = OPERATIONS[sign];
  if (operate === undefined) throw new Fault('S0204', { position: node.position, token: sign });
  return operator(node, operate)(node, scope, compile);
};

/** `-x`. */
export const negation: NodeCompiler = (node, scope, compile) => {
  const operand = compile(node.expression as SyntaxNode, scope);
  return (input, frame, evaluation) => {
    const value = operand(input, frame, evaluation);
    if (value === undefined) return undefined;
    if (isNumeric(value)) return -value;
    throw new Fault('D1002', { position: node.position, token: String(node.value), value });
  };
};

const condition: NodeCompiler = (node, scope, compile) => {
  const test = compile(node.condition as SyntaxNode, scope);
  const then = compile(node.then as SyntaxNode, scope);
  const otherwise = node.else === undefined ? () => undefined : compile(node.else as SyntaxNode, scope);
  return (input, frame, evaluation) =>
    truthOf(test(input, frame, evaluation), evaluation)
      ? then(input, frame, evaluation)
      : otherwise(input, frame, evaluation);
};

export const OPERATORS: Readonly<Record<string, NodeCompiler>> = { binary, condition };
