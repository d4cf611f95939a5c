import { listOf, partsOf, type SyntaxNode } from '../syntax-node.ts';
import type { Evaluate } from './frame.ts';

/** Where a variable may be found, from the inside out. */
export interface Place {
  /** Frames to go out. */
  readonly hops: number;
  /** Undefined: among the variables of the frame's tuple. */
  readonly slot: number | undefined;
  /** Nothing further out can be meant. */
  readonly isCertain: boolean;
}

/** What is collected over a whole expression. */
export interface Program {
  /** Names that are read as functions of the table: a binding from outside may hide them. */
  readonly functions: Set<string>;
  /** Nodes between the one that is being compiled and the function that it stands in. */
  level: number;
}

interface Layout {
  readonly parent?: Scope;
  /** Bound before anything is evaluated. */
  readonly parameters?: readonly string[];
  /** Bound on the way. */
  readonly names?: ReadonlySet<string>;
  readonly isTuple?: boolean;
}

/** The variables of one frame, at compile time. */
export class Scope {
  readonly program: Program;
  /** Slots of a frame. */
  readonly size: number;
  readonly #parent: Scope | undefined;
  readonly #slots = new Map<string, number>();
  readonly #parameters: number;
  readonly #isTuple: boolean;

  constructor(program: Program, { parent, parameters = [], names = new Set(), isTuple = false }: Layout = {}) {
    this.program = program;
    this.#parent = parent;
    this.#isTuple = isTuple;
    this.#parameters = parameters.length;
    // Of two parameters of a name, the last one is seen.
    parameters.forEach((name, slot) => this.#slots.set(name, slot));
    let size = parameters.length;
    for (const name of names) {
      if (this.#slots.has(name)) continue;
      this.#slots.set(name, size);
      size += 1;
    }
    this.size = size;
  }

  /** Slots that are empty when a frame begins. */
  get unbound(): number {
    return this.size - this.#parameters;
  }

  /** The slot that a binding in this very scope writes to. */
  slotOf(name: string): number {
    const slot = this.#slots.get(name);
    if (slot === undefined) throw new Error(`The variable $${name} was not found before it was compiled.`);
    return slot;
  }

  *#outwards(): Generator<Scope> {
    yield this;
    if (this.#parent !== undefined) yield* this.#parent.#outwards();
  }

  placesOf(name: string): readonly Place[] {
    const places: Place[] = [];
    let hops = 0;
    for (const scope of this.#outwards()) {
      const slot = scope.#slots.get(name);
      const isCertain = slot !== undefined && slot < scope.#parameters;
      if (slot !== undefined) places.push({ hops, slot, isCertain });
      if (isCertain) break;
      if (scope.#isTuple) places.push({ hops, slot: undefined, isCertain: false });
      hops += 1;
    }
    return places;
  }
}

/** Compiles a node in a scope. */
export type Compile = (node: SyntaxNode, scope: Scope) => Evaluate;
/** Compiles the nodes of one type. */
export type NodeCompiler = (node: SyntaxNode, scope: Scope, compile: Compile) => Evaluate;

/** Names that are bound in the frame that a node is evaluated in, without those of frames further in. */
export function namesBoundIn(nodes: readonly SyntaxNode[], names = new Set<string>()): Set<string> {
  for (const node of nodes) {
    if (node.type === 'bind') names.add(String((node.lhs as SyntaxNode).value));
    namesBoundIn(hasFrame(node) ? partsBehind(node) : partsOf(node), names);
  }
  return names;
}

/** A call at the end of a function is wrapped into a function by the parser; its parts belong to the outer one. */
function hasFrame({ type, thunk }: SyntaxNode): boolean {
  return type === 'block' || (type === 'lambda' && thunk !== true);
}

/** What stands behind a node is evaluated in the frame around it. */
function partsBehind({ predicate, stages, group }: SyntaxNode): readonly SyntaxNode[] {
  return partsOf({ predicate, stages, group });
}

/** The expressions of a block, the names in its frame; no names: it needs no frame. */
export function blockOf(node: SyntaxNode): {
  readonly expressions: readonly SyntaxNode[];
  readonly names: Set<string>;
} {
  const expressions = listOf(node.expressions);
  return { expressions, names: namesBoundIn(expressions) };
}
