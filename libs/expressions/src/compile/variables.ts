import { RegexFunction } from '../regex-function.ts';
import type { SyntaxNode } from '../syntax-node.ts';
import { unwrapped } from '../values/sequence.ts';
import { Frame, UNBOUND, unboundSlots, type Evaluate } from './frame.ts';
import { isInherited } from './names.ts';
import { isNative, nativeValue } from './native-function.ts';
import { blockOf, Scope, type NodeCompiler, type Place } from './scope.ts';

/** The variable of a name, wherever it is bound when it is read. */
export function variableOf(name: string, scope: Scope): Evaluate {
  if (name === '') return unwrapped;
  const places = scope.placesOf(name);
  const [first] = places;
  if (first === undefined) return outsideVariable(name, scope);
  if (first.isCertain && first.slot !== undefined) return parameterAt(first.hops, first.slot);
  const candidates = places.map((place) => candidateAt(place, name));
  const outside = outsideVariable(name, scope);
  return (input, frame, evaluation) => {
    for (const candidate of candidates) {
      const value = candidate(frame);
      if (value !== UNBOUND) return value;
    }
    return outside(input, frame, evaluation);
  };
}

function parameterAt(hops: number, slot: number): Evaluate {
  if (hops === 0) return (_, { slots }) => slots[slot];
  if (hops === 1) return (_, { parent }) => parent?.slots[slot];
  return (_, frame) => frameAt(frame, hops)?.slots[slot];
}

function candidateAt({ hops, slot }: Place, name: string): (frame: Frame) => unknown {
  if (slot !== undefined) return (frame) => frameAt(frame, hops)?.slots[slot];
  return (frame) => {
    const tuple = frameAt(frame, hops)?.tuple;
    return tuple !== undefined && Object.hasOwn(tuple, name) ? tuple[name] : UNBOUND;
  };
}

function frameAt(frame: Frame, hops: number): Frame | undefined {
  let found: Frame | undefined = frame;
  for (let hop = 0; hop < hops; hop += 1) found = found?.parent;
  return found;
}

/** A binding from outside, or a function of the table. `$$` is the input document. */
function outsideVariable(name: string, { program }: Scope): Evaluate {
  if (name === '$') return (_input, _frame, { root }) => root;
  if (!isNative(name)) {
    if (!isInherited(name)) return (_input, _frame, { bindings }) => bindings[name];
    return (_input, _frame, { bindings }) => (Object.hasOwn(bindings, name) ? bindings[name] : undefined);
  }
  program.functions.add(name);
  return (_input, _frame, evaluation) =>
    Object.hasOwn(evaluation.bindings, name) ? evaluation.bindings[name] : nativeValue(name, evaluation);
}

const variable: NodeCompiler = ({ value }, scope) => variableOf(String(value), scope);

/** `%`: what an earlier step of the path has noted for it. */
const parent: NodeCompiler = ({ slot }, scope) => variableOf((slot as { readonly label: string }).label, scope);

const bind: NodeCompiler = ({ lhs, rhs }, scope, compile) => {
  const slot = scope.slotOf(String((lhs as SyntaxNode).value));
  const evaluateValue = compile(rhs as SyntaxNode, scope);
  return (input, frame, evaluation) => {
    const value = evaluateValue(input, frame, evaluation);
    frame.slots[slot] = value;
    return value;
  };
};

const block: NodeCompiler = (node, scope, compile) => {
  const { expressions, names } = blockOf(node);
  const inner = names.size === 0 ? scope : new Scope(scope.program, { parent: scope, names });
  const evaluate = inSequence(expressions.map((expression) => compile(expression, inner)));
  if (names.size === 0) return evaluate;
  return (input, frame, evaluation) => evaluate(input, new Frame(unboundSlots(inner.size), frame), evaluation);
};

function inSequence(parts: readonly Evaluate[]): Evaluate {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return (input, frame, evaluation) => {
    let result: unknown;
    for (const part of parts) result = part(input, frame, evaluation);
    return result;
  };
}

const regex: NodeCompiler =
  ({ value, position }) =>
  () =>
    new RegexFunction(value as RegExp, position);

export const VARIABLES: Readonly<Record<string, NodeCompiler>> = { variable, parent, bind, block, regex };
