import type { WorkflowDocument } from '@millrace/machine';
import type { Draft } from '../../../lib/contract.ts';
import { isSame } from '../../../lib/json.ts';
import { changedSteps } from '../model/changed-steps.ts';
import type { KeptDraft } from '../model/draft-log.ts';
import { edit, type History, rebase, startHistory } from '../model/history.ts';
import { merge } from '../model/merge.ts';
import type { MergeNotice } from './draft-view.ts';

/** What a session begins with. */
export interface DraftStart {
  readonly draft: Draft;
  /** What this browser kept of it. */
  readonly kept: KeptDraft | undefined;
  /** How many records that was; absent when it has to be written anew. */
  readonly records?: number;
  /** What tabs kept that are no more, and that the server never heard of. */
  readonly lost?: readonly KeptDraft[];
}

/** A session's first state. */
interface ResumedDraft {
  readonly history: History;
  readonly saved: WorkflowDocument;
  /** What may still come to the server. */
  readonly sent: KeptDraft['sent'];
  readonly notice: MergeNotice | undefined;
  /** How many records of the log tell of this; 0 when none do. */
  readonly records: number;
}

/** The kept history on top of what the server has now, and what other tabs left on top of that. */
export function resumeDraft({ draft, kept, records = 0, lost = [] }: DraftStart): ResumedDraft {
  const own = resumeOwn(draft, kept, records);
  const history = lost.reduce(recovered, own.history);
  return history === own.history ? own : { ...own, history, records: 0 };
}

function resumeOwn(draft: Draft, kept: KeptDraft | undefined, records: number): ResumedDraft {
  const theirs = draft.document as WorkflowDocument;
  const none = { sent: [], notice: undefined };
  const fresh: ResumedDraft = { ...none, history: startHistory(theirs), saved: theirs, records: 0 };
  if (kept === undefined) return fresh;
  const { history, saved, revision, sent } = kept;
  const known = revision === draft.revision ? records : 0;
  // An equal document of the server is replaced by the kept one, which the history shares.
  if (isSame(history.present, theirs)) return { ...none, history, saved: history.present, records: known };
  const arrived = sent.find((document) => isSame(document, theirs));
  if (arrived !== undefined) return { ...none, history, saved: arrived, records: 0 };
  if (isSame(saved, theirs)) return { ...none, history, saved, sent, records: known };
  if (history.present === saved) return fresh;
  const { history: rebased, ...notice } = rebase(history, { base: saved, theirs });
  const steps = changedSteps(saved, theirs);
  return {
    ...{ history: rebased, saved: theirs, sent: [], records: 0 },
    notice: { steps, base: rebased.present, ...notice },
  };
}

/** Edits that a tab could not save any more, as one edit. */
function recovered(history: History, { history: other, saved, sent }: KeptDraft): History {
  const base = sent.find((document) => isSame(document, history.present)) ?? saved;
  const { value } = merge({ base, mine: other.present, theirs: history.present });
  return isSame(value, history.present) ? history : edit(history, value, { name: 'recovered' });
}
