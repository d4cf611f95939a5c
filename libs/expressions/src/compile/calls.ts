import type { Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { FunctionValue } from '../values/function-value.ts';
import { valueNow } from './folding.ts';
import type { Evaluate, Frame } from './frame.ts';
import { constantOf } from './literals.ts';
import { nativeOf, type Native } from './native-function.ts';
import { atCall, type CallPlace } from './place-fault.ts';
import type { NodeCompiler, Scope } from './scope.ts';
import { variableOf } from './variables.ts';

/** Evaluates the arguments of a call, in order, into an array of the callee's own. */
export function evaluateAll(
  parts: readonly Evaluate[],
): (input: unknown, frame: Frame, evaluation: Evaluation) => unknown[] {
  const [first, second, third] = parts;
  if (first === undefined) return () => [];
  if (second === undefined) return (input, frame, evaluation) => [first(input, frame, evaluation)];
  if (third === undefined) {
    return (input, frame, evaluation) => [first(input, frame, evaluation), second(input, frame, evaluation)];
  }
  return (input, frame, evaluation) => {
    const values: unknown[] = [];
    for (const part of parts) values.push(part(input, frame, evaluation));
    return values;
  };
}

/** Values of nodes, as names are. */
const BRACKETS: ReadonlySet<string> = new Set(['(', '[', '{']);

/** The name that a call is written with. */
export function nameOfCalled({ type, steps, value }: SyntaxNode): string | undefined {
  const name = type === 'path' ? listOf(steps)[0]?.value : value;
  return typeof name === 'string' && !BRACKETS.has(name) ? name : undefined;
}

/** The function of the table that a call is of, unless a variable of the name is in its way. */
export function staticNative(procedure: SyntaxNode, scope: Scope): Native | undefined {
  const { type, value, predicate, group } = procedure;
  if (type !== 'variable' || predicate !== undefined || group !== undefined) return undefined;
  const name = String(value);
  if (scope.placesOf(name).length > 0) return undefined;
  const native = nativeOf(name);
  if (native !== undefined) scope.program.functions.add(name);
  return native;
}

/** A name without its `$` that is no function, where there is one with. */
function forgottenDollar(procedure: SyntaxNode, scope: Scope): Evaluate | undefined {
  if (procedure.type !== 'path') return undefined;
  return variableOf(String(listOf(procedure.steps)[0]?.value), scope);
}

const call: NodeCompiler = (node, scope, compile) =>
  callOf(
    node,
    scope,
    listOf(node.arguments).map((argument) => compile(argument, scope)),
  )(compile(node.procedure as SyntaxNode, scope));

/** A call with compiled arguments, once its procedure is compiled. */
export function callOf(node: SyntaxNode, scope: Scope, parts: readonly Evaluate[]): (procedure: Evaluate) => Evaluate {
  const procedureNode = node.procedure as SyntaxNode;
  const place: CallPlace = { position: node.position, token: nameOfCalled(procedureNode) };
  const values = evaluateAll(parts);
  const native = staticNative(procedureNode, scope);
  const forgotten = forgottenDollar(procedureNode, scope);
  const { level } = scope.program;
  return (procedure) => {
    const general = generalCall({ procedure, values, place, level, forgotten });
    if (native === undefined) return general;
    const evaluate = nativeCall(native, { general, values, place, level });
    return alwaysGivesSame(native, parts) ? once(evaluate, general) : evaluate;
  };
}

/** Functions that give something else for the same arguments, or nothing but an error. */
const VARYING: ReadonlySet<string> = new Set(['random', 'uuid', 'shuffle', 'now', 'millis', 'error', 'assert']);

function alwaysGivesSame({ definition, signature }: Native, parts: readonly Evaluate[]): boolean {
  if (VARYING.has(definition.name) || signature.takesContext(parts.length)) return false;
  const values = parts.map(constantOf);
  if (definition.name === 'toMillis' && values.length > 1 && !hasDate(values[1]?.value)) return false;
  return !values.includes(undefined);
}

/** A picture without a whole date takes the rest of it from today. */
function hasDate(picture: unknown): boolean {
  return typeof picture === 'string' && ['[Y', '[M', '[D'].every((component) => picture.includes(component));
}

/** The same, evaluated when it is compiled if its value is a scalar: structures would be shared between evaluations. */
function once(evaluate: Evaluate, general: Evaluate): Evaluate {
  const found = valueNow(evaluate);
  if (found === undefined || typeof found.value === 'object') return evaluate;
  const { value } = found;
  // A variable of the function's name may hide it.
  return (input, frame, evaluation) => (evaluation.hidesFunctions ? general(input, frame, evaluation) : value);
}

interface Call {
  readonly values: (input: unknown, frame: Frame, evaluation: Evaluation) => unknown[];
  readonly place: CallPlace;
  /** How deep it stands in its function. */
  readonly level: number;
}

function nativeCall(
  { definition, signature }: Native,
  { general, values, place, level }: Call & { general: Evaluate },
): Evaluate {
  const body = definition.call;
  return (input, frame, evaluation) => {
    if (evaluation.hidesFunctions) return general(input, frame, evaluation);
    const given = values(input, frame, evaluation);
    try {
      evaluation.enter(level);
      const result = body(signature.fit(given, input), evaluation);
      evaluation.leave(level);
      return result;
    } catch (cause) {
      throw atCall(cause, place);
    }
  };
}

function generalCall({
  procedure,
  values,
  place,
  level,
  forgotten,
}: Call & { readonly procedure: Evaluate; readonly forgotten: Evaluate | undefined }): Evaluate {
  return (input, frame, evaluation) => {
    const called = procedure(input, frame, evaluation);
    if (called === undefined && Boolean(forgotten?.(input, frame, evaluation))) throw new Fault('T1005', place);
    const given = values(input, frame, evaluation);
    if (!(called instanceof FunctionValue)) throw new Fault('T1006', place);
    called.token = place.token ?? called.name;
    called.position = place.position;
    try {
      evaluation.enter(level);
      const result = called.apply(given, input, evaluation);
      evaluation.leave(level);
      return result;
    } catch (cause) {
      throw unplaced(cause, place);
    }
  };
}

/** Only what has no place yet gets that of the call. */
export function unplaced(cause: unknown, { position, token }: CallPlace): unknown {
  if (!(cause instanceof Fault)) return atCall(cause, { position, token });
  // The reference takes the position 0 for none.
  if (cause.position === undefined || cause.position === 0) cause.position = position;
  cause.token ??= token;
  return cause;
}

export const CALLS: Readonly<Record<string, NodeCompiler>> = { function: call };
