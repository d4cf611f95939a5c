import type { Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { setMember, type Members } from '../functions/members.ts';
import type { SyntaxNode } from '../syntax-node.ts';
import { FunctionValue, isFunctionValue } from '../values/function-value.ts';
import type { Evaluate, Frame } from './frame.ts';
import { atCall } from './place-fault.ts';
import type { NodeCompiler } from './scope.ts';
import { signatureOf } from './signature.ts';
import { variableOf } from './variables.ts';

/** A transformation, compiled. */
interface Code {
  readonly clone: Evaluate;
  readonly pattern: Evaluate;
  readonly update: Evaluate;
  readonly deletion: Evaluate | undefined;
  readonly position: number | undefined;
  readonly updatePosition: number | undefined;
  readonly deletionPosition: number | undefined;
}

const SIGNATURE = '<(oa):o>';

/** `|pattern|update,delete|`: a function that gives a changed copy of what it is given. */
class Transformation extends FunctionValue {
  override readonly arity = 1;
  readonly #code: Code;
  readonly #frame: Frame;

  constructor(code: Code, frame: Frame) {
    super();
    this.#code = code;
    this.#frame = frame;
  }

  override apply(values: unknown[], context: unknown, evaluation: Evaluation): unknown {
    try {
      return this.#transformed(signatureOf(SIGNATURE).fit(values, context)[0], evaluation);
    } catch (cause) {
      throw atCall(cause, this);
    }
  }

  #transformed(value: unknown, evaluation: Evaluation): unknown {
    if (value === undefined) return undefined;
    const { clone, pattern, position } = this.#code;
    const cloning = clone(undefined, this.#frame, evaluation);
    if (!(cloning instanceof FunctionValue)) throw new Fault('T2013', { position });
    const copy = cloning.apply([value], null, evaluation);
    const own = structuresIn(copy, evaluation);
    const found = pattern(copy, this.#frame, evaluation);
    const matches: readonly unknown[] = Array.isArray(found) ? found : [found];
    if (found !== undefined) for (const match of matches) this.#change(match, own, evaluation);
    return copy;
  }

  #change(match: unknown, own: ReadonlySet<unknown>, evaluation: Evaluation): void {
    const { update, updatePosition } = this.#code;
    evaluation.chargeItems(1);
    const members = update(match, this.#frame, evaluation);
    // A pattern can lead to values that were not copied: those are nobody's to change. Arrays have no members.
    const target = own.has(match) && !Array.isArray(match) ? (match as Members) : {};
    if (members !== undefined) {
      if (typeof members !== 'object' || members === null || Array.isArray(members) || isFunctionValue(members)) {
        throw new Fault('T2011', { position: updatePosition, value: members });
      }
      const names = Object.keys(members);
      evaluation.chargeItems(names.length);
      for (const name of names) setMember(target, name, (members as Members)[name]);
    }
    this.#delete(match, target, evaluation);
  }

  #delete(match: unknown, target: Members, evaluation: Evaluation): void {
    const { deletion, deletionPosition } = this.#code;
    const names = deletion?.(match, this.#frame, evaluation);
    if (names === undefined) return;
    const list: readonly unknown[] = Array.isArray(names) ? names : [names];
    if (!list.every((name) => typeof name === 'string')) {
      throw new Fault('T2012', { position: deletionPosition, value: names });
    }
    evaluation.chargeItems(list.length);
    for (const name of list) Reflect.deleteProperty(target, name);
  }
}

/** Every array and object of a copy. */
function structuresIn(copy: unknown, evaluation: Evaluation): ReadonlySet<unknown> {
  const found = new Set<unknown>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || found.has(value)) return;
    found.add(value);
    const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    evaluation.chargeItems(parts.length);
    parts.forEach(collect);
  };
  collect(copy);
  return found;
}

const transform: NodeCompiler = (node, scope, compile) => {
  const deletion = node.delete as SyntaxNode | undefined;
  const update = node.update as SyntaxNode;
  const code: Code = {
    clone: variableOf('clone', scope),
    pattern: compile(node.pattern as SyntaxNode, scope),
    update: compile(update, scope),
    deletion: deletion === undefined ? undefined : compile(deletion, scope),
    position: node.position,
    updatePosition: update.position,
    deletionPosition: deletion?.position,
  };
  return (_, frame) => new Transformation(code, frame);
};

export const TRANSFORMATIONS: Readonly<Record<string, NodeCompiler>> = { transform };
