// How one document became another, as people speak of it: by steps, triggers and settings, not by lines.
import type { JsonValue } from '@millrace/machine';
import type { CardChange } from '../../canvas/canvas-events.ts';

/** Members and indexes that lead to a value. */
export type ValuePath = readonly (string | number)[];

/** One value that differs. A side that has none lacks its member. */
export interface FieldChange {
  /** From the change's subject on. */
  readonly path: ValuePath;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** What became of a value: one that a side lacks was added or removed as a whole. */
export function kindOfChange(sides: {
  readonly before?: JsonValue | undefined;
  readonly after?: JsonValue | undefined;
}): CardChange {
  if (sides.before === undefined) return 'added';
  return sides.after === undefined ? 'removed' : 'changed';
}

/** What a change is about. */
export type Subject =
  | { readonly kind: 'state'; readonly name: string; readonly type: string }
  | { readonly kind: 'trigger'; readonly id: string; readonly type: string }
  /** A member of the document itself, or of its outermost machine. */
  | { readonly kind: 'workflow'; readonly member: WorkflowMember }
  | { readonly kind: 'setting'; readonly name: string }
  | { readonly kind: 'schema'; readonly part: 'input' | 'output' }
  | { readonly kind: 'connector'; readonly name: string }
  | { readonly kind: 'test'; readonly name: string };

export type WorkflowMember = 'title' | 'description' | 'start' | 'timeout' | 'comment';

/** One thing that was added, removed or changed. */
export interface Change {
  /** Unique in a comparison. */
  readonly id: string;
  readonly kind: CardChange;
  readonly subject: Subject;
  /** A state's name before, when it has another one now. */
  readonly formerName?: string;
  /** A state that is in another Map or branch than before: the names of what holds it; absent for the workflow itself. */
  readonly move?: { readonly from?: string; readonly to?: string };
  /** Empty for what was added or removed as a whole. */
  readonly fields: readonly FieldChange[];
}

/** Everything that differs, in the order in which the document is read. */
export type DocumentDiff = readonly Change[];
