import type { Evaluation } from '../evaluation.ts';

/** Stands in a slot whose variable has not been bound yet: outer variables of the name are still seen. */
export const UNBOUND = Symbol('unbound');

/** A result in a path, as `@`, with the variables that were bound on the way to it. */
export type Tuple = Record<string, unknown>;

/** The variables of one block, one call of a function or one tuple, at run time. */
export class Frame {
  readonly slots: unknown[];
  readonly parent: Frame | undefined;
  readonly tuple: Tuple | undefined;

  constructor(slots: unknown[], parent?: Frame, tuple?: Tuple) {
    this.slots = slots;
    this.parent = parent;
    this.tuple = tuple;
  }
}

/** A compiled node: from the context value to the node's value. */
export type Evaluate = (input: unknown, frame: Frame, evaluation: Evaluation) => unknown;

/** So many slots that nothing is bound to. */
export function unboundSlots(count: number): unknown[] {
  return count === 0 ? [] : new Array<unknown>(count).fill(UNBOUND);
}
