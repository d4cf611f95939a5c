import type { WorkflowDocument } from '@millrace/machine';

/** A document after an edit, and the steps that the edit is about. */
export interface Edit {
  readonly document: WorkflowDocument;
  /** The last one is the one whose panel opens. */
  readonly states: readonly string[];
}

/** Why an edit is not made. */
export type Refusal =
  /** The step has no one way on, or what is beside it has none. */
  | { readonly kind: 'branches'; readonly name: string }
  /** Nothing is before the step, or after it. */
  | { readonly kind: 'end'; readonly name: string }
  /** `reader` would be run without what it reads. */
  | { readonly kind: 'reads'; readonly reader: string; readonly writer: string; readonly variable: string }
  /** Two machines, one inside the other, would keep one variable. */
  | { readonly kind: 'variable'; readonly writer: string; readonly variable: string }
  /** A pointer would leave its machine. */
  | { readonly kind: 'scope'; readonly name: string }
  /** The place is inside of what is to be put there. */
  | { readonly kind: 'inside'; readonly name: string }
  /** Nothing comes after the step, so what follows the place would not be reached. */
  | { readonly kind: 'ends'; readonly name: string }
  /** There is nothing before the place that could be repeated. */
  | { readonly kind: 'nothingBefore' }
  /** The steps stand in several machines. */
  | { readonly kind: 'apart' }
  /** More than one way leads into the steps. */
  | { readonly kind: 'ways-in'; readonly name: string }
  /** The ways out of the steps lead to several places. */
  | { readonly kind: 'ways-out'; readonly name: string; readonly other: string }
  /** A step ends the way, while others lead on. */
  | { readonly kind: 'way-ends'; readonly name: string; readonly other: string }
  /** A step has several branches, which are not one after another. */
  | { readonly kind: 'lanes'; readonly name: string }
  /** A step that holds others cannot be replaced. */
  | { readonly kind: 'holds'; readonly name: string }
  /** A step reads the item of the loop that it would leave. */
  | { readonly kind: 'item'; readonly reader: string }
  /** A variable is kept on some ways only, so it cannot be handed over. */
  | { readonly kind: 'maybe'; readonly variable: string }
  /** The clipboard holds no steps. */
  | { readonly kind: 'paste' }
  /** There is nothing to do it with. */
  | { readonly kind: 'nothing' };

/** An edit, or why it is not made. */
export type Attempt = Edit | { readonly refused: Refusal };

export const refuse = (refused: Refusal): { readonly refused: Refusal } => ({ refused });
