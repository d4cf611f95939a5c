import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { lookUpMember, resultOf } from './infer-functions.ts';
import { callableOf, withFrame, type Callable, type TypeScope } from './infer-scope.ts';
import { parametersOf } from './scope-walk.ts';
import { join } from './join-types.ts';
import { isSame } from './same-type.ts';
import { itemsOf } from './type-parts.ts';
import {
  arrayOf,
  INTEGER,
  isNever,
  mayBeNothing,
  NEVER,
  NOTHING,
  objectOf,
  sequenceOf,
  STRING,
  UNKNOWN,
  without,
  type InferredType,
} from './types.ts';

/** What calls need of the one who infers. */
export interface Inferring {
  /** The type of a node's value. */
  infer(node: SyntaxNode, scope: TypeScope): InferredType;
  /** The same before it is settled. */
  inferUnsettled(node: SyntaxNode, scope: TypeScope): InferredType;
  /** Runs what may call itself: `unknown` when it is nested too deep. */
  nested(run: () => InferredType): InferredType;
}

/** An argument as it is written, with the type of its value. */
interface Argument {
  readonly type: InferredType;
  readonly node?: SyntaxNode;
  readonly callable?: Callable | undefined;
}
interface Invocation {
  readonly callable: Callable | undefined;
  readonly given: readonly Argument[];
}

/** The type of a call's result before it is settled. */
export function inferCall(
  inferring: Inferring,
  node: SyntaxNode,
  { scope, handedOn }: { readonly scope: TypeScope; readonly handedOn?: InferredType | undefined },
): InferredType {
  const given: Argument[] = listOf(node.arguments).map((argument) => ({
    type: inferring.infer(argument, scope),
    node: argument,
    callable: callableOf(argument, scope),
  }));
  if (handedOn !== undefined) given.unshift({ type: handedOn });
  return invoke(inferring, { callable: callableOf(node.procedure as SyntaxNode, scope), given });
}

function invoke(inferring: Inferring, { callable, given }: Invocation): InferredType {
  if (callable === undefined) return UNKNOWN;
  if ('lambda' in callable) return inferring.nested(() => applyLambda(inferring, callable, given));
  const callback = CALLBACKS[callable.name];
  if (callback !== undefined) return inferring.nested(() => callback(inferring, given));
  const types = given.map(({ type }) => type);
  if (callable.name === 'match') return given[1]?.node?.type === 'regex' ? matchesOf(types) : UNKNOWN;
  if (callable.name === 'lookup') return lookupOf(given);
  return resultOf(callable.name, types);
}

type LambdaCall = Extract<Callable, { readonly lambda: SyntaxNode }>;

function applyLambda(inferring: Inferring, { lambda, scope }: LambdaCall, given: readonly Argument[]): InferredType {
  const inner = withFrame(scope);
  parametersOf(lambda).forEach((name, index) => {
    // A signature may change what the parameters are.
    const binding: Argument = lambda.signature === undefined ? (given[index] ?? { type: NOTHING }) : { type: UNKNOWN };
    inner.frame.names.set(name, { type: binding.type, callable: binding.callable });
  });
  return inferring.inferUnsettled(lambda.body as SyntaxNode, inner);
}

type CallbackResult = (inferring: Inferring, given: readonly Argument[]) => InferredType;

/** Functions that call the one they are given. */
const CALLBACKS: Readonly<Record<string, CallbackResult | undefined>> = {
  map: (inferring, [items, callback]) => {
    const item = itemsOf(typeOf(items));
    const result = callBack(inferring, callback, [item, INTEGER, arrayOf(item)]);
    return isNever(item) ? NOTHING : sequenceOf(without(result, 'nothing'));
  },
  filter: (_, [items]) => sequenceOf(itemsOf(typeOf(items))),
  single: (_, [items]) => orNothing(itemsOf(typeOf(items)), items),
  sort: (_, [items]) => resultOf('sort', [typeOf(items)]),
  reduce: (inferring, [items, callback, start]) => {
    const item = itemsOf(typeOf(items));
    const begun = start === undefined ? item : mayBeNothing(start.type) ? join(start.type, item) : start.type;
    return orNothing(join(fold(inferring, callback, [begun, item]), start === undefined ? NOTHING : NEVER), items);
  },
  each: (inferring, given) => {
    const { members, callback } = membersOf(given);
    const result = callBack(inferring, callback, [members, STRING, UNKNOWN]);
    return sequenceOf(without(result, 'nothing'));
  },
  sift: (_, given) => {
    const [object] = given;
    if (object === undefined || given.length < 2 || object.type === UNKNOWN || object.type.object === false) {
      return join(objectOf([], UNKNOWN), NOTHING);
    }
    const { members, others } = object.type.object;
    const optional = [...members].map(([name, type]) => [name, join(type, NOTHING)] as const);
    return join(objectOf(optional, others), NOTHING);
  },
};

const typeOf = (argument: Argument | undefined): InferredType => argument?.type ?? UNKNOWN;

const orNothing = (type: InferredType, argument: Argument | undefined): InferredType =>
  mayBeNothing(typeOf(argument)) ? join(type, NOTHING) : type;

/** Without an object of its own, a function works on the context. */
function membersOf(given: readonly Argument[]): {
  readonly members: InferredType;
  readonly callback: Argument | undefined;
} {
  const [object, callback] = given;
  if (given.length < 2) return { members: UNKNOWN, callback: object };
  if (object === undefined || object.type === UNKNOWN || object.type.object === false)
    return { members: UNKNOWN, callback };
  const { members, others } = object.type.object;
  return { members: without(join(...members.values(), others), 'nothing'), callback };
}

function callBack(inferring: Inferring, callback: Argument | undefined, types: readonly InferredType[]): InferredType {
  return invoke(inferring, { callable: callback?.callable, given: types.map((type) => ({ type })) });
}

/** Rounds after which a result that still grows is unknown. */
const MAX_ROUNDS = 4;

/** The type of what is handed from one call to the next. */
function fold(
  inferring: Inferring,
  callback: Argument | undefined,
  [begun, item]: readonly [begun: InferredType, item: InferredType],
): InferredType {
  let whole = begun;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = join(whole, callBack(inferring, callback, [whole, item, INTEGER, arrayOf(item)]));
    if (isSame(next, whole)) return whole;
    whole = next;
  }
  return UNKNOWN;
}

function matchesOf([text]: readonly InferredType[]): InferredType {
  const match = objectOf([
    ['match', STRING],
    ['index', INTEGER],
    ['groups', arrayOf(UNKNOWN)],
  ]);
  return text === undefined ? UNKNOWN : sequenceOf(match);
}

function lookupOf([object, key]: readonly Argument[]): InferredType {
  if (object === undefined || key?.node?.type !== 'string' || key.node.predicate !== undefined) return UNKNOWN;
  return lookUpMember(object.type, String(key.node.value));
}

/** `value ~> function`. */
export function inferChain(inferring: Inferring, { lhs, rhs }: SyntaxNode, scope: TypeScope): InferredType {
  const [left, right] = [lhs as SyntaxNode, rhs as SyntaxNode];
  const handedOn = inferring.infer(left, scope);
  if (right.type === 'function') return inferCall(inferring, right, { scope, handedOn });
  // A function that is handed on is put together with the other.
  if (handedOn === UNKNOWN || handedOn.function) return UNKNOWN;
  if (right.type === 'transform') {
    const array = handedOn.array === false ? NEVER : arrayOf(UNKNOWN);
    return join(handedOn.nothing ? NOTHING : NEVER, array, handedOn.object === false ? NEVER : objectOf([], UNKNOWN));
  }
  return invoke(inferring, { callable: callableOf(right, scope), given: [{ type: handedOn }] });
}
