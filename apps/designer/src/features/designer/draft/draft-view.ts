// What a session shows, and what it needs.
import type { WorkflowDocument } from '@millrace/machine';
import type { Draft } from '../../../lib/contract.ts';
import type { LogRecord } from '../model/draft-log.ts';
import type { History } from '../model/history.ts';

/** Whether the server has what is on the screen. */
export type SaveState =
  | { readonly kind: 'saved'; readonly atMs: number }
  | { readonly kind: 'saving' }
  /** Not reached, or out of order: it is asked again until it answers. */
  | { readonly kind: 'waiting'; readonly isOffline: boolean; readonly edits: number }
  /** Refused: the same draft would be refused again. */
  | { readonly kind: 'refused'; readonly error: unknown };

/** Somebody else saved the draft too; both sides' edits are in it now. */
export interface MergeNotice {
  /** The steps that they added, changed or removed. */
  readonly steps: readonly string[];
  /** JSON Pointers of what both changed; there the edits from here count. */
  readonly conflicts: readonly string[];
  /** The document after the merge. */
  readonly base: WorkflowDocument;
  /** The same one, in which theirs count instead. */
  readonly theirs: WorkflowDocument;
}

/** What a screen shows of a session. A new object for every change. */
export interface DraftView {
  readonly history: History;
  readonly saveState: SaveState;
  readonly notice: MergeNotice | undefined;
}

/** What a session needs of the world. */
export interface DraftPorts {
  readonly save: (document: WorkflowDocument, revision: number) => Promise<Draft>;
  readonly read: () => Promise<Draft>;
  /** Adds to what the browser keeps. Rejects where it keeps nothing; the session goes on without. */
  readonly keep: (records: readonly LogRecord[]) => Promise<void>;
  readonly nowMs: () => number;
  /** Acts later; returns how to call it off. */
  readonly after: (delayMs: number, act: () => void) => () => void;
}
