// What functions of the table do with the data they are given, as far as paths go.
import { EXPRESSION_FUNCTIONS, type FunctionDescription } from '../functions/table.ts';
import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { parametersIn, takesContext } from './parameters.ts';
import { ANY_NAME, extend, lookUp, unite, type Origins, type PathScope } from './path-reads.ts';

/** What a call needs of the one who follows the data. */
export interface Follower {
  follow(node: SyntaxNode, scope: PathScope): Origins;
  read(node: SyntaxNode, scope: PathScope): void;
  add(origins: Origins): void;
  callLambda(lambda: SyntaxNode, given: readonly Origins[], scope: PathScope): Origins;
}
interface FollowedCall {
  readonly call: SyntaxNode;
  readonly scope: PathScope;
  /** What `~>` hands on as the first argument. */
  readonly handedOn?: Origins | undefined;
}
/** Functions whose result is made of their first argument as it is. */
const PASSING: ReadonlySet<string> = new Set(['reverse', 'sort', 'shuffle', 'distinct', 'filter', 'single', 'sift']);
/** Functions that give the items, or members, to a function. */
const CALLING: ReadonlySet<string> = new Set(['map', 'filter', 'single', 'sort', 'each', 'sift', 'reduce']);
const OF_MEMBERS: ReadonlySet<string> = new Set(['each', 'sift']);

export function followCall(follower: Follower, followed: FollowedCall): Origins {
  const { call, scope, handedOn } = followed;
  const procedure = call.procedure as SyntaxNode;
  const isNamed = procedure.type === 'variable' && lookUp(String(procedure.value), scope) === undefined;
  const known = isNamed ? EXPRESSION_FUNCTIONS.get(String(procedure.value)) : undefined;
  if (known !== undefined && call.type === 'function') {
    return known.name === 'lookup' ? followLookup(follower, followed) : followKnown(follower, known, followed);
  }
  if (!isNamed) follower.read(procedure, scope);
  const given = argumentsOf(call);
  for (const argument of given) follower.read(argument, scope);
  follower.add(
    handedOn ?? (call.type === 'function' ? fromContext(signatureOf(procedure, scope), given, scope) : []) ?? [],
  );
  return [];
}

/** The signature of the function that a node is for sure. */
export function signatureOf(node: SyntaxNode, scope: PathScope): string | undefined {
  const { type, value, signature, expressions } = node;
  const [only, ...others] = listOf(expressions);
  if (type === 'block' && only !== undefined && others.length === 0) return signatureOf(only, scope);
  if (type === 'lambda') return (signature as { readonly definition?: string } | undefined)?.definition;
  if (type !== 'variable') return undefined;
  const bound = lookUp(String(value), scope);
  return bound === undefined ? EXPRESSION_FUNCTIONS.get(String(value))?.signature : bound.signature;
}

/** The arguments that are given; others of a partial call are left open. */
function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  return listOf(call.arguments).filter(({ type }) => type !== 'operator');
}

function followKnown(follower: Follower, { name, signature }: FunctionDescription, followed: FollowedCall): Origins {
  const { scope } = followed;
  const given = argumentsOf(followed.call);
  const first = followed.handedOn ?? fromContext(signature, given, scope);
  // The function that is called back stands behind what it works on.
  const callback = CALLING.has(name) ? given[first === undefined ? 1 : 0] : undefined;
  const known = callback?.type === 'lambda' ? callback : undefined;
  const values = given.map((node) => (node === known ? [] : follower.follow(node, scope)));
  if (first !== undefined) values.unshift(first);
  if (known !== undefined) return followCallback(follower, { name, values, callback: known, scope });
  if (name === 'append') return unite(...values);
  const [passed = []] = PASSING.has(name) ? values.splice(0, 1) : [];
  for (const value of values) follower.add(value);
  return passed;
}

/** The context, if a call takes its first argument from it. */
function fromContext(
  signature: string | undefined,
  given: readonly SyntaxNode[],
  scope: PathScope,
): Origins | undefined {
  return signature !== undefined && takesContext(parametersIn(signature), given) ? scope.context.lookUp() : undefined;
}

interface Callback {
  readonly name: string;
  readonly values: readonly Origins[];
  readonly callback: SyntaxNode;
  readonly scope: PathScope;
}

function followCallback(follower: Follower, { name, values, callback, scope }: Callback): Origins {
  const [items = [], , start] = values;
  const result = follower.callLambda(callback, parametersFor(name, items, start ?? items), scope);
  if (PASSING.has(name)) {
    follower.add(result);
    return items;
  }
  return name === 'reduce' ? unite(start ?? [], result) : result;
}

/** What a function is called with. */
function parametersFor(name: string, items: Origins, begun: Origins): readonly Origins[] {
  if (name === 'reduce') return [begun, items, [], items];
  if (name === 'sort') return [items, items];
  return OF_MEMBERS.has(name) ? [extend(items, ANY_NAME), [], items] : [items, [], items];
}

/** `$lookup(data, 'name')` is a step. */
function followLookup(follower: Follower, { call, scope, handedOn }: FollowedCall): Origins {
  const given = argumentsOf(call);
  const [data, key] = given.length > 1 ? given : [undefined, given[0]];
  const origins = data === undefined ? (handedOn ?? scope.context.lookUp()) : follower.follow(data, scope);
  if (key?.type === 'string') return extend(origins, String(key.value));
  if (key !== undefined) follower.read(key, scope);
  return extend(origins, ANY_NAME);
}
