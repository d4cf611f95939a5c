import { EXPRESSION_FUNCTIONS } from '../functions/table.ts';
import { listOf, pairsOf, partsOf, type SyntaxNode } from '../syntax-node.ts';
import { ANY_NAME, extend, inside, lookUp, PathReads, Source, unite } from './path-reads.ts';
import type { Origins, PathRead, PathScope } from './path-reads.ts';
import { followCall, signatureOf, type Follower } from './path-calls.ts';
import { parametersOf } from './scope-walk.ts';

/** Every path that an expression reads, as far as it is certain: each as far down as the expression goes. */
export function findPaths(tree: SyntaxNode): readonly PathRead[] {
  const finder = new PathFinder();
  const scope = { context: new Source([{ variable: '', names: [] }]), names: new Map<string, Source>() };
  finder.read(tree, scope);
  finder.close(scope);
  return finder.found;
}

type Handler = (node: SyntaxNode, scope: PathScope) => Origins;

/** Follows data through an expression, and notes where it is read. */
class PathFinder implements Follower {
  readonly #reads = new PathReads();
  /** The parser's label of a parent (`%`) -> the items that it means. */
  readonly #parents = new Map<unknown, Origins>();

  get found(): readonly PathRead[] {
    return this.#reads.all;
  }

  /** Handlers of the nodes that hand data on. All others read what they are made of. */
  readonly #handlers: Readonly<Record<string, Handler>> = {
    path: (node, scope) => this.#followPath(node, scope),
    name: ({ value }, { context }) => extend(context.lookUp(), String(value)),
    wildcard: (_, { context }) => extend(context.lookUp(), ANY_NAME),
    descendant: (_, { context }) => extend(context.lookUp(), ANY_NAME),
    parent: ({ slot }) => this.#parents.get((slot as { readonly label: unknown }).label) ?? [],
    variable: ({ value }, scope) => this.#followVariable(String(value), scope),
    bind: (node, scope) => this.#followBinding(node, scope),
    block: (node, scope) => this.#followBlock(node, scope),
    condition: (node, scope) => this.#followCondition(node, scope),
    lambda: (node, scope) => this.#readResult(this.callLambda(node, [], scope)),
    function: (node, scope) => followCall(this, { call: node, scope }),
    partial: (node, scope) => followCall(this, { call: node, scope }),
    apply: (node, scope) => this.#followChain(node, scope),
    transform: (node, scope) => this.#followTransform(node, { scope, context: [] }),
  };

  follow(node: SyntaxNode, scope: PathScope): Origins {
    const handler = this.#handlers[node.type ?? ''];
    const origins = handler === undefined ? this.#readParts(node, scope) : handler(node, scope);
    this.#followFilters(node.predicate, { origins, scope });
    if (node.type !== 'path' && node.group !== undefined) return this.#followGroup(node.group, { origins, scope });
    return origins;
  }

  read(node: SyntaxNode, scope: PathScope): void {
    this.#reads.add(this.follow(node, scope));
  }

  add(origins: Origins): void {
    this.#reads.add(origins);
  }

  close({ names }: PathScope): void {
    for (const source of names.values()) this.#reads.add(source.unread);
  }

  callLambda(lambda: SyntaxNode, given: readonly Origins[], outer: PathScope): Origins {
    const scope = inside(outer);
    parametersOf(lambda).forEach((name, index) => this.#bind(scope, name, new Source(given[index] ?? [])));
    const origins = this.follow(lambda.body as SyntaxNode, scope);
    this.close(scope);
    return origins;
  }

  #bind({ names }: PathScope, name: string, source: Source): void {
    this.#reads.add(names.get(name)?.unread ?? []);
    names.set(name, source);
  }

  /** What a function gives when somebody calls it later. */
  #readResult(origins: Origins): Origins {
    this.#reads.add(origins);
    return [];
  }

  #readParts(node: SyntaxNode, scope: PathScope): Origins {
    for (const part of partsOf(node)) if (!BESIDES.some((key) => contains(node[key], part))) this.read(part, scope);
    return [];
  }

  #followVariable(name: string, scope: PathScope): Origins {
    if (name === '') return scope.context.lookUp();
    const bound = name === '$' ? undefined : lookUp(name, scope);
    if (bound !== undefined) return bound.lookUp();
    return EXPRESSION_FUNCTIONS.has(name) ? [] : [{ variable: name, names: [] }];
  }

  #followBinding({ lhs, rhs }: SyntaxNode, scope: PathScope): Origins {
    const origins = this.follow(rhs as SyntaxNode, scope);
    this.#bind(scope, String((lhs as SyntaxNode).value), new Source(origins, signatureOf(rhs as SyntaxNode, scope)));
    return origins;
  }

  #followBlock({ expressions }: SyntaxNode, outer: PathScope): Origins {
    const scope = inside(outer);
    let result: Origins = [];
    listOf(expressions).forEach((expression, index, all) => {
      const origins = this.follow(expression, scope);
      if (index === all.length - 1) result = origins;
      // What is bound is read where the name is.
      else if (expression.type !== 'bind') this.#reads.add(origins);
    });
    this.close(scope);
    return result;
  }

  #followCondition(node: SyntaxNode, scope: PathScope): Origins {
    const condition = node.condition as SyntaxNode;
    // `a ?? b` is parsed as `$exists(a) ? a : b`, with a call that has no place in the text.
    if (condition.type !== 'function' || condition.position !== undefined) this.read(condition, scope);
    const then = this.follow(node.then as SyntaxNode, scope);
    return node.else === undefined ? then : unite(then, this.follow(node.else as SyntaxNode, scope));
  }

  #followChain({ lhs, rhs }: SyntaxNode, scope: PathScope): Origins {
    const handedOn = this.follow(lhs as SyntaxNode, scope);
    const right = rhs as SyntaxNode;
    if (right.type === 'function') return followCall(this, { call: right, scope, handedOn });
    if (right.type === 'lambda') return this.callLambda(right, [handedOn], scope);
    if (right.type === 'transform') return this.#followTransform(right, { scope, context: handedOn });
    if (right.type === 'variable') {
      return followCall(this, { call: { type: 'function', procedure: right, arguments: [] }, scope, handedOn });
    }
    this.#reads.add(handedOn);
    this.read(right, scope);
    return [];
  }

  #followTransform(node: SyntaxNode, { scope, context }: { scope: PathScope; context: Origins }): Origins {
    this.#reads.add(context);
    const matches = this.follow(node.pattern as SyntaxNode, inside(scope, new Source(context)));
    for (const change of [node.update, node.delete] as (SyntaxNode | undefined)[]) {
      if (change !== undefined) this.read(change, inside(scope, new Source(matches)));
    }
    return [];
  }

  #followPath(node: SyntaxNode, outer: PathScope): Origins {
    const names = inside(outer);
    let items = outer.context;
    listOf(node.steps).forEach((step, index) => {
      const found = this.#followStep(step, { ...names, context: items });
      // A step that looks at nothing of its items still is taken once for each.
      if (index > 0 && step.type !== 'sort') this.#reads.add(items.unread);
      if (typeof step.focus === 'string') this.#bind(names, step.focus, new Source(found));
      if (typeof step.index === 'string') this.#bind(names, step.index, new Source([]));
      // With a name of their own, the items do not become the context.
      const isContext = typeof step.focus !== 'string';
      const filtered = isContext ? found : items.origins;
      this.#followFilters(step.stages, { origins: filtered, scope: names });
      if (isContext) items = new Source(filtered);
    });
    const origins = items.lookUp();
    const result = node.group === undefined ? origins : this.#followGroup(node.group, { origins, scope: names });
    this.close(names);
    return result;
  }

  #followStep(step: SyntaxNode, scope: PathScope): Origins {
    const { origins } = scope.context;
    this.#parents.set((step.ancestor as { readonly label: unknown } | undefined)?.label, origins);
    if (step.type !== 'sort') return this.follow(step, scope);
    for (const { expression } of listOf(step.terms)) this.read(expression as SyntaxNode, scope);
    return scope.context.lookUp();
  }

  #followFilters(filters: unknown, { origins, scope }: Found): void {
    for (const filter of listOf(filters)) {
      if (filter.type === 'index') this.#bind(scope, String(filter.value), new Source([]));
      else this.read(filter.expr as SyntaxNode, inside(scope, new Source(origins)));
    }
  }

  #followGroup(group: unknown, { origins, scope }: Found): Origins {
    const items = new Source(origins);
    for (const pair of pairsOf((group as SyntaxNode).lhs))
      for (const part of pair) this.read(part, inside(scope, items));
    this.#reads.add(items.unread);
    return [];
  }
}

interface Found {
  readonly origins: Origins;
  readonly scope: PathScope;
}

/** Parts of any node that are followed on their own. */
const BESIDES = ['predicate', 'stages', 'group'];

function contains(list: unknown, part: SyntaxNode): boolean {
  return list === part || (Array.isArray(list) && list.includes(part));
}
