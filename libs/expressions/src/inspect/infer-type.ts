import { checkComplexity } from '../complexity.ts';
import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { typeOfSchema, type JsonSchema } from './given-schemas.ts';
import { inferCall, inferChain, type Inferring } from './infer-calls.ts';
import {
  callableOf,
  findBinding,
  looseNamesOf,
  mayChangeVariables,
  withContext,
  withFrame,
  type TypeScope,
} from './infer-scope.ts';
import { lookUpMember } from './infer-functions.ts';
import { kindsExcludedBy } from './infer-guards.ts';
import { inferFilters, inferGroup, inferMembers, inferPath, keep } from './infer-path.ts';
import { parse } from './parse.ts';
import { join } from './join-types.ts';
import { itemsOf, settle, settleKept } from './type-parts.ts';
import {
  arrayOf,
  BOOLEAN,
  FUNCTION,
  INTEGER,
  mayBeNothing,
  NEVER,
  NOTHING,
  NULL,
  NUMBER,
  only,
  sequenceOf,
  STRING,
  textOf,
  UNKNOWN,
  without,
  type InferredType,
} from './types.ts';

/** What an expression may read, as JSON Schemas. What is not given is unknown. */
export interface GivenSchemas {
  /** By the name of the variable, without `$`. */
  readonly variables?: Readonly<Record<string, JsonSchema>>;
  /** The input that paths without a variable read. */
  readonly input?: JsonSchema;
}

/**
 * The type of an expression's value: every value that it can have belongs to it, if the data fit the schemas. Without a
 * valid expression it is `unknown`. Numbers are taken to be such as JSON can write, which 1/0 is not.
 */
export function inferType(source: string, given: GivenSchemas): InferredType {
  try {
    checkComplexity(source);
    const parsed = parse(source);
    if (!('tree' in parsed) || mayChangeVariables(parsed.tree)) return UNKNOWN;
    return new TypeInference(parsed.tree, given).infer(parsed.tree);
  } catch {
    // It nests deeper than can be looked at.
    return UNKNOWN;
  }
}

/** Nodes that are looked at, functions as often as they are called; what is beyond is unknown. */
const MAX_NODES = 50_000;
/** Calls inside calls that are looked at. */
const MAX_CALLS = 12;

type Handler = (node: SyntaxNode, scope: TypeScope) => InferredType;

class TypeInference implements Inferring {
  readonly #input: InferredType;
  readonly #loose: ReadonlySet<string>;
  readonly #scope: TypeScope;
  #nodesLeft = MAX_NODES;
  #calls = 0;

  constructor(tree: SyntaxNode, { variables = {}, input }: GivenSchemas) {
    this.#loose = looseNamesOf(tree);
    this.#input = input === undefined ? UNKNOWN : typeOfSchema(input);
    const names = Object.entries(variables).map(([name, schema]) => [name, { type: typeOfSchema(schema) }] as const);
    this.#scope = { context: this.#input, isWhole: true, frame: { names: new Map(names) } };
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    path: (node, scope) => inferPath(this, node, scope),
    name: ({ value }, { context }) => lookUpMember(context, String(value)),
    wildcard: (_, { context }) => inferWildcard(context),
    string: ({ value }) => textOf(String(value)),
    number: ({ value }) => (Number.isInteger(value) ? INTEGER : NUMBER),
    value: ({ value }) => (value === null ? NULL : BOOLEAN),
    variable: ({ value }, scope) => this.#variable(String(value), scope),
    bind: (node, scope) => this.#bind(node, scope),
    block: (node, scope) => this.#block(node, scope),
    condition: (node, scope) => this.#condition(node, scope),
    binary: (node, scope) => this.#binary(node, scope),
    unary: (node, scope) => this.#unary(node, scope),
    lambda: (node, scope) => (node.thunk === true ? this.#tailCall(node.body as SyntaxNode, scope) : FUNCTION),
    function: (node, scope) => inferCall(this, node, { scope }),
    apply: (node, scope) => inferChain(this, node, scope),
    partial: () => FUNCTION,
    regex: () => FUNCTION,
    transform: () => FUNCTION,
  };

  infer(node: SyntaxNode, scope = this.#scope): InferredType {
    const type = this.inferUnsettled(node, scope);
    const isKept = node.keepArray === true || node.keepSingletonArray === true;
    if (!isKept) return settle(type);
    return settleKept(node.predicate === undefined || node.group !== undefined ? type : keep(type));
  }

  inferUnsettled(node: SyntaxNode, scope: TypeScope): InferredType {
    this.#nodesLeft -= 1;
    if (this.#nodesLeft < 0) return UNKNOWN;
    const found = this.#handlers[node.type ?? '']?.(node, scope) ?? UNKNOWN;
    const type = inferFilters(node.predicate, found, { inferring: this, scope });
    return node.type === 'path' || node.group === undefined ? type : inferGroup(this, node.group, { type, scope });
  }

  nested(run: () => InferredType): InferredType {
    if (this.#calls === MAX_CALLS) return UNKNOWN;
    this.#calls += 1;
    const type = run();
    this.#calls -= 1;
    return type;
  }

  /** A call at the end of a function is made when the function has ended; nothing else is done to its result. */
  #tailCall(call: SyntaxNode, scope: TypeScope): InferredType {
    return call.group === undefined ? this.inferUnsettled(call, scope) : UNKNOWN;
  }

  #variable(name: string, scope: TypeScope): InferredType {
    if (name === '') return scope.context;
    if (name === '$') return this.#input;
    if (this.#loose.has(name)) return UNKNOWN;
    const bound = findBinding(name, scope);
    if (bound !== undefined) return settle(bound.type);
    return callableOf({ type: 'variable', value: name }, scope) === undefined ? UNKNOWN : FUNCTION;
  }

  #bind({ lhs, rhs }: SyntaxNode, scope: TypeScope): InferredType {
    const value = rhs as SyntaxNode;
    const type = this.infer(value, scope);
    scope.frame.names.set(String((lhs as SyntaxNode).value), { type, callable: callableOf(value, scope) });
    return type;
  }

  #block({ expressions }: SyntaxNode, outer: TypeScope): InferredType {
    const scope = withFrame(outer);
    const statements = listOf(expressions);
    // Of the others, only what they bind can matter.
    for (const statement of statements.slice(0, -1)) if (statement.type === 'bind') this.#bind(statement, scope);
    const last = statements.at(-1);
    return last === undefined ? NOTHING : this.infer(last, scope);
  }

  #condition(node: SyntaxNode, scope: TypeScope): InferredType {
    const then = this.infer(node.then as SyntaxNode, scope);
    const otherwise = node.else === undefined ? NOTHING : this.infer(node.else as SyntaxNode, scope);
    return join(without(then, ...kindsExcludedBy(node, scope)), otherwise);
  }

  #binary({ value, lhs, rhs }: SyntaxNode, scope: TypeScope): InferredType {
    const types = [lhs, rhs].map((side) => this.infer(side as SyntaxNode, scope));
    const nothing = types.some(mayBeNothing) ? NOTHING : NEVER;
    if (value === '..') return sequenceOf(INTEGER);
    if (INTEGRAL.has(value) && types.every(isIntegral)) return join(INTEGER, nothing);
    const result = RESULTS.get(value);
    return result === undefined ? BOOLEAN : join(result, value === '&' ? NEVER : nothing);
  }

  #unary(node: SyntaxNode, scope: TypeScope): InferredType {
    if (node.value === '[') return arrayOf(join(...listOf(node.expressions).map((item) => this.#item(item, scope))));
    if (node.value === '{') return this.#object(node, scope);
    const type = this.infer(node.expression as SyntaxNode, scope);
    return join(isIntegral(type) ? INTEGER : NUMBER, mayBeNothing(type) ? NOTHING : NEVER);
  }

  /** What an expression adds to an array that it is written in. */
  #item(item: SyntaxNode, scope: TypeScope): InferredType {
    const type = this.infer(item, scope);
    return item.type === 'unary' && item.value === '[' ? without(type, 'nothing') : itemsOf(type);
  }

  #object(node: SyntaxNode, scope: TypeScope): InferredType {
    const { context, isWhole } = scope;
    const isOne = isWhole || (context !== UNKNOWN && context.array === false);
    if (isOne) return inferMembers(this, node, withContext(scope, context));
    return inferGroup(this, node, { type: context, scope });
  }
}

/** Operators that keep numbers whole. */
const INTEGRAL: ReadonlySet<unknown> = new Set(['+', '-', '*']);
/** Operators with another result than whether something holds, or none where a side is missing. */
const RESULTS: ReadonlyMap<unknown, InferredType> = new Map<unknown, InferredType>([
  ...['+', '-', '*', '/', '%'].map((operator) => [operator, NUMBER] as const),
  ...['<', '<=', '>', '>='].map((operator) => [operator, BOOLEAN] as const),
  ['&', STRING],
]);

/** Numbers without a fraction, or nothing. */
function isIntegral(type: InferredType): boolean {
  return type !== UNKNOWN && type.number !== 'number';
}

/** Members of all names, out of all arrays. */
function inferWildcard(context: InferredType): InferredType {
  if (context === UNKNOWN) return UNKNOWN;
  const members = context.object === false ? [] : [...context.object.members.values(), context.object.others];
  return sequenceOf(leavesOf(join(...members, itemsOf(only(context, 'array')))));
}

function leavesOf(type: InferredType): InferredType {
  if (type === UNKNOWN) return UNKNOWN;
  return join(without(type, 'array', 'nothing'), type.array === false ? NEVER : leavesOf(type.array.items));
}
