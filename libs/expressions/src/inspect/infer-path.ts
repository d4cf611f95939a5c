import { listOf, pairsOf, type SyntaxNode } from '../syntax-node.ts';
import type { Inferring } from './infer-calls.ts';
import { mayHold } from './infer-guards.ts';
import { withContext, type TypeScope } from './infer-scope.ts';
import { join } from './join-types.ts';
import { itemsOf } from './type-parts.ts';
import {
  arrayOf,
  isNever,
  mayBeNothing,
  NEVER,
  NOTHING,
  objectOf,
  only,
  sequenceOf,
  UNKNOWN,
  without,
  type InferredType,
} from './types.ts';

/** What a path has come to after a step. */
interface Stream {
  readonly items: InferredType;
  /** Not from an array: there is one item, unless it may be missing. */
  readonly isSingle: boolean;
  readonly mayBeMissing: boolean;
  /** What the path gives if it ends here. */
  readonly result: InferredType;
}

/** The type of a path's value before it is settled. */
export function inferPath(inferring: Inferring, path: SyntaxNode, scope: TypeScope): InferredType {
  const steps = listOf(path.steps);
  if (path.tuple === true || steps.some(isUnclearStep))
    return path.group === undefined ? UNKNOWN : objectOf([], UNKNOWN);
  const result = resultOfSteps(inferring, steps, scope);
  const kept = path.keepSingletonArray === true || path.keepArray === true ? keepPath(result, steps) : result;
  return path.group === undefined ? kept : inferGroup(inferring, path.group, { type: kept, scope });
}

/** Steps that carry more than items, or are taken for something else than they are. */
function isUnclearStep({ tuple, consarray, type, predicate, group }: SyntaxNode): boolean {
  return tuple === true || (consarray === true && (type !== 'unary' || predicate !== undefined || group !== undefined));
}

function resultOfSteps(inferring: Inferring, steps: readonly SyntaxNode[], scope: TypeScope): InferredType {
  let stream = startOf(steps, scope);
  steps.forEach((step, index) => {
    if (step.type === 'sort') stream = sorted(stream, step, { inferring, scope });
    else stream = afterStep(stream, typeOfStep(inferring, { step, index, stream, scope }));
  });
  // A path that begins with an empty array ends there.
  return steps[0]?.consarray === true ? join(stream.result, arrayOf(NEVER)) : stream.result;
}

/** A variable is read for the context as a whole, all other steps for each of its items. */
function startOf([first]: readonly SyntaxNode[], { context, isWhole }: TypeScope): Stream {
  const isOne = isWhole || first?.type === 'variable' || (context !== UNKNOWN && context.array === false);
  const items = isOne ? context : join(itemsOf(context), mayBeNothing(context) ? NOTHING : NEVER);
  return { items, isSingle: isOne, mayBeMissing: false, result: NOTHING };
}

interface Step {
  readonly step: SyntaxNode;
  readonly index: number;
  readonly stream: Stream;
  readonly scope: TypeScope;
}

function typeOfStep(inferring: Inferring, { step, index, stream, scope }: Step): InferredType {
  // An array that is written first is taken as it is, with a context of another shape.
  const context = index === 0 && step.consarray === true ? UNKNOWN : stream.items;
  const isArray = step.consarray === true && index > 0;
  const type = isArray ? arrayOf(UNKNOWN) : inferring.infer(step, withContext(scope, context));
  return inferFilters(step.stages, type, { inferring, scope });
}

/** Puts the results of a step together: what is in arrays comes out of them. */
function afterStep({ items, isSingle, mayBeMissing }: Stream, type: InferredType): Stream {
  const isMissing = mayBeMissing || mayBeNothing(type);
  if (isNever(items)) return { items: NEVER, isSingle: false, mayBeMissing: true, result: NOTHING };
  const isStillSingle = isSingle && type !== UNKNOWN && type.array === false;
  const flat = itemsOf(type);
  const result = isSingle
    ? join(type, isMissing ? NOTHING : NEVER)
    : // One result that is an array stays the array it is.
      join(only(type, 'array'), sequenceOf(flat), NOTHING);
  return { items: flat, isSingle: isStillSingle, mayBeMissing: isMissing || !isStillSingle, result };
}

function sorted({ items, isSingle, mayBeMissing }: Stream, { stages }: SyntaxNode, where: Where): Stream {
  const type = inferFilters(stages, sequenceOf(items), where);
  const isStillSingle = isSingle && stages === undefined;
  const result = isStillSingle ? join(items, mayBeMissing ? NOTHING : NEVER) : type;
  return { items: itemsOf(type), isSingle: isStillSingle, mayBeMissing: mayBeMissing || !isStillSingle, result };
}

/** With `[]`, one result of a path or of a predicate stays in an array. */
export function keep(type: InferredType): InferredType {
  if (type === UNKNOWN) return UNKNOWN;
  const single = without(type, 'array', 'nothing');
  return join(only(type, 'nothing', 'array'), isNever(single) ? NEVER : sequenceOf(single));
}

/** An array that is written in the path counts as one result of it. */
function keepPath(type: InferredType, [first]: readonly SyntaxNode[]): InferredType {
  return first?.consarray === true ? join(keep(type), sequenceOf(arrayOf(NEVER))) : keep(type);
}

/** What is left of a value behind its predicates, before it is settled. */
export function inferFilters(filters: unknown, type: InferredType, { inferring, scope }: Where): InferredType {
  return listOf(filters).reduce((left: InferredType, { expr }) => {
    if (left === UNKNOWN) return UNKNOWN;
    const predicate = expr as SyntaxNode;
    const items = itemsOf(left);
    // A number picks one item.
    if (predicate.type === 'number') return join(items, NOTHING);
    // Nothing is an item of its own, if the predicate holds for it.
    const mayBeItem = left.nothing && mayHold(predicate, withContext(scope, NOTHING), inferring);
    return join(sequenceOf(mayBeItem ? join(items, NOTHING) : items), left.nothing ? NOTHING : NEVER);
  }, type);
}

/** Where something is inferred. */
export interface Where {
  readonly inferring: Inferring;
  readonly scope: TypeScope;
}

/** An object whose members are made of items with the same key. */
export function inferGroup(
  inferring: Inferring,
  group: unknown,
  { type, scope }: { readonly type: InferredType; readonly scope: TypeScope },
): InferredType {
  const items = itemsOf(type);
  const context = join(items, arrayOf(itemsOf(items)), NOTHING);
  return inferMembers(inferring, group, withContext(scope, context));
}

/** An object by its pairs, with the context that their values are evaluated in. */
export function inferMembers(inferring: Inferring, group: unknown, scope: TypeScope): InferredType {
  const members: (readonly [string, InferredType])[] = [];
  const others: InferredType[] = [];
  for (const [key, value] of pairsOf((group as SyntaxNode).lhs)) {
    const type = inferring.infer(value, scope);
    if (key.type === 'string') members.push([String(key.value), type]);
    else others.push(type);
  }
  return objectOf(members, join(...others, NOTHING));
}
