// The history of a draft as a log, to which every edit adds one small record.
import type { WorkflowDocument } from '@millrace/machine';
import { applyChange, type Change, changeBetween } from './document-change.ts';
import { edit, type EditLabel, type History, redo, startHistory, undo } from './history.ts';

/** What a browser keeps of a draft, so that neither a closed tab nor a dead line costs an edit or an undo. */
export interface KeptDraft {
  readonly history: History;
  /** What the server had when it was kept, and its revision. */
  readonly saved: WorkflowDocument;
  readonly revision: number;
  /** What was sent since, oldest first, and may have come there although nobody heard of it. */
  readonly sent: readonly WorkflowDocument[];
}

/** Of what was sent, as much is remembered. */
const MOST_SENT = 100;

/** With one more document that was sent. The oldest stays: when a line drops, it is the likeliest to have come through. */
export function withSent(sent: readonly WorkflowDocument[], document: WorkflowDocument): readonly WorkflowDocument[] {
  return [...(sent.length < MOST_SENT ? sent : [...sent.slice(0, 1), ...sent.slice(2)]), document];
}

/** One thing that happened to a draft. */
export type LogRecord =
  /** What was before counts no more. */
  | { readonly kind: 'start'; readonly document: WorkflowDocument; readonly revision: number }
  | { readonly kind: 'edit'; readonly label: EditLabel; readonly change: Change }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  /** The document of this moment is sent to the server, or that one with a change. */
  | { readonly kind: 'sent'; readonly change?: Change }
  /** The server has the document of this moment, or that one with a change. */
  | { readonly kind: 'saved'; readonly revision: number; readonly change?: Change };

/** The record of an edit; none when it changes nothing. */
export function editRecord(before: WorkflowDocument, after: WorkflowDocument, label: EditLabel): readonly LogRecord[] {
  const change = changeBetween(before, after);
  return change === undefined ? [] : [{ kind: 'edit', label, change }];
}

/** The record of a save. */
export function savedRecord({ history, saved, revision }: KeptDraft): LogRecord {
  return { kind: 'saved', revision, ...changeFrom(history.present, saved) };
}

function changeFrom(before: WorkflowDocument, after: WorkflowDocument): { readonly change?: Change } {
  const change = changeBetween(before, after);
  return change === undefined ? {} : { change };
}

/** All of a draft in as few records as there are: its oldest document, what can be undone, and what can be redone. */
export function recordsOf(kept: KeptDraft): readonly LogRecord[] {
  const { past, present, future } = kept.history;
  const documents = [...past, { document: present }, ...future].map(({ document }) => document);
  const labels = [...past, ...future];
  const [oldest = present] = documents;
  const edits = labels.map(({ name, step, count }, index): LogRecord => {
    const label = {
      name,
      ...(step === undefined ? {} : { step }),
      ...(count === undefined ? {} : { count }),
    };
    const [before, after] = [documents[index], documents[index + 1]];
    // Two documents that are the same stay two: what can be undone must not be one less.
    return { kind: 'edit', label, change: changeBetween(before, after) ?? { members: {} } };
  });
  const undone = future.map((): LogRecord => ({ kind: 'undo' }));
  const sent = kept.sent.map((document): LogRecord => ({ kind: 'sent', ...changeFrom(present, document) }));
  const start: LogRecord = { kind: 'start', document: oldest, revision: kept.revision };
  return [start, ...edits, ...undone, savedRecord(kept), ...sent];
}

/** The draft that a log tells of; nothing for a log without a start. */
export function replay(records: readonly LogRecord[]): KeptDraft | undefined {
  return records.reduce<KeptDraft | undefined>(
    (kept, record) => (record.kind === 'start' ? started(record) : kept && next(kept, record)),
    undefined,
  );
}

const started = ({ document, revision }: Extract<LogRecord, { kind: 'start' }>): KeptDraft => ({
  history: startHistory(document),
  saved: document,
  revision,
  sent: [],
});

function next(kept: KeptDraft, record: Exclude<LogRecord, { kind: 'start' }>): KeptDraft {
  const { history } = kept;
  if (record.kind === 'undo') return { ...kept, history: undo(history) };
  if (record.kind === 'redo') return { ...kept, history: redo(history) };
  const { present } = history;
  const document = record.change === undefined ? present : applyChange(present, record.change);
  if (record.kind === 'edit') return { ...kept, history: edit(history, document, record.label) };
  if (record.kind === 'sent') return { ...kept, sent: withSent(kept.sent, document) };
  return { ...kept, saved: document, revision: record.revision, sent: [] };
}
