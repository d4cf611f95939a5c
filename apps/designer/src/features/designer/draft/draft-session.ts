// One open draft: what is on the screen, what this browser keeps of it, and what the server has.
import type { WorkflowDocument } from '@millrace/machine';
import { ApiError } from '../../../lib/api-error.ts';
import type { Draft } from '../../../lib/contract.ts';
import { isSame } from '../../../lib/json.ts';
import { changedSteps } from '../model/changed-steps.ts';
import { editRecord, type KeptDraft, type LogRecord, recordsOf, savedRecord, withSent } from '../model/draft-log.ts';
import { edit, type EditLabel, type History, rebase, redo, undo } from '../model/history.ts';
import { merge } from '../model/merge.ts';
import { isChangedByOthers } from './changed-by-others.ts';
import type { DraftPorts, DraftView, SaveState } from './draft-view.ts';
import { type DraftStart, resumeDraft } from './resume-draft.ts';

const SAVE_DELAY_MS = 800;
/** Whoever types without a pause is saved this often. */
const MOST_DELAY_MS = 5000;
const RETRY_DELAY_MS = 3000;
/** A longer log is written anew. */
const MOST_RECORDS = 2000;

const SAVING: SaveState = { kind: 'saving' };

/** Edits a draft and keeps the server up to date with it. */
export class DraftSession {
  private view: DraftView;
  private saved: WorkflowDocument;
  private revision: number;
  /** What was sent since, and may have arrived although nobody heard of it. */
  private sent: KeptDraft['sent'];
  private saving: Promise<void> | undefined;
  /** The newest revision that was told of while something was saved. */
  private heard = 0;
  private callOff: (() => void) | undefined;
  private unsavedSinceMs: number | undefined;
  private unsavedEdits = 0;
  /** How many this browser keeps. */
  private records: number;
  private keeping: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<() => void>();
  private readonly ports: DraftPorts;

  constructor(ports: DraftPorts, start: DraftStart) {
    this.ports = ports;
    const { history, saved, sent, notice, records } = resumeDraft(start);
    this.saved = saved;
    this.sent = sent;
    this.revision = start.draft.revision;
    this.records = records;
    const isSaved = history.present === saved;
    const atMs = Date.parse(start.draft.updatedAt);
    this.view = { history, notice, saveState: isSaved ? { kind: 'saved', atMs } : SAVING };
  }

  /** Goes on with what an earlier session could not save. */
  readonly open = (): void => {
    if (this.view.history.present === this.saved) return;
    if (this.records === 0) this.keepAnew();
    this.edited();
  };
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): DraftView => this.view;
  /** The document as it is now, for whoever waited for something. */
  readonly latest = (): WorkflowDocument => this.view.history.present;
  readonly change = (document: WorkflowDocument, label: EditLabel): void => {
    const { history } = this.view;
    const records = editRecord(history.present, document, label);
    // A new document that says the same is no edit: there would be nothing to undo.
    if (records.length > 0) this.replace(edit(history, document, label), records);
  };
  readonly undo = (): void => this.replace(undo(this.view.history), [{ kind: 'undo' }]);
  readonly redo = (): void => this.replace(redo(this.view.history), [{ kind: 'redo' }]);

  /** Ends the notice of a merge; with `theirs`, what both changed becomes as they have it. */
  readonly settle = (side: 'mine' | 'theirs'): void => {
    const { notice } = this.view;
    this.show({ notice: undefined });
    if (notice === undefined || side === 'mine') return;
    // What was edited since the merge stays.
    const { value } = merge({ base: notice.base, mine: notice.theirs, theirs: this.latest() });
    this.change(value, { name: 'theirs' });
  };

  /** Hears that somebody saved the draft: what others changed comes in at once. */
  readonly heardOf = (revision: number): void => {
    // While this session saves, the news may be its own.
    if (this.saving !== undefined) this.heard = Math.max(this.heard, revision);
    else if (revision > this.revision) this.begin(this.readNewest()).catch(() => undefined);
  };
  /** Looks whether somebody saved the draft while nobody could hear of it. */
  readonly catchUp = (): void => this.heardOf(Infinity);

  /** Saves what is open; resolves with the revision that the server has then. */
  readonly flush = async (): Promise<number> => {
    this.callOff?.();
    // Two saves at once would make the second meet the first as somebody else's.
    while (this.saving !== undefined) await this.saving.catch(() => undefined);
    const { history, saveState } = this.view;
    // Of a save that nobody heard of, only another one tells what the server has: also after everything was undone.
    if (history.present !== this.saved || saveState.kind === 'waiting') {
      await this.begin(this.saveOnce());
    } else if (saveState.kind === 'saving') {
      // Undone before it was saved: the server has what is on the screen.
      this.accepted(this.saved, this.revision);
    }
    return this.revision;
  };

  /** Saves what is open and stops: what the server does not take waits in this browser. */
  readonly close = async (): Promise<void> => {
    await this.flush().catch(() => this.callOff?.());
    // What was heard of meanwhile comes in before the log is left to other tabs.
    while (this.saving !== undefined) await this.saving.catch(() => this.callOff?.());
    await this.keeping;
  };

  private replace(history: History, records: readonly LogRecord[]): void {
    if (history === this.view.history) return;
    if (history.past.length !== this.view.history.past.length || this.unsavedEdits === 0) this.unsavedEdits += 1;
    // Told of once, by what follows: who sees the edit sees that it is being saved.
    this.view = { ...this.view, history };
    this.keep(records);
    this.edited();
  }

  private edited(): void {
    const { saveState } = this.view;
    this.show({ saveState: saveState.kind === 'waiting' ? { ...saveState, edits: this.unsavedEdits } : SAVING });
    const nowMs = this.ports.nowMs();
    this.unsavedSinceMs ??= nowMs;
    this.saveAfter(Math.max(0, Math.min(SAVE_DELAY_MS, this.unsavedSinceMs + MOST_DELAY_MS - nowMs)));
  }

  private saveAfter(delayMs: number): void {
    this.callOff?.();
    this.callOff = this.ports.after(delayMs, () => void this.flush().catch(() => undefined));
  }

  /** One thing at a time has to do with the server; what was heard of meanwhile is looked at then. */
  private begin(work: Promise<void>): Promise<void> {
    this.saving = work.finally(() => {
      const { heard } = this;
      this.saving = undefined;
      this.heard = 0;
      this.heardOf(heard);
    });
    return this.saving;
  }

  private async readNewest(): Promise<void> {
    const draft = await this.ports.read();
    if (draft.revision !== this.revision) await this.takeIn(draft);
  }

  private async saveOnce(): Promise<void> {
    const document = this.view.history.present;
    const { sent, keeping } = this;
    if (sent.at(-1) !== document) {
      this.sent = withSent(sent, document);
      this.keep([{ kind: 'sent' }]);
    }
    // What the server hears of is kept here before. That it was sent need not be: a page that is left has no time to wait for that.
    await keeping;
    if (this.view.saveState.kind !== 'waiting') this.show({ saveState: SAVING });
    const newer = await this.send(document).catch((error: unknown) => {
      this.failed(error);
      throw error;
    });
    if (newer === undefined) return;
    // This one has not arrived; one before it may have.
    this.sent = sent;
    await this.takeIn(newer);
  }

  /** Has a document saved; gives what the server has instead, when somebody else was faster. */
  private async send(document: WorkflowDocument): Promise<Draft | undefined> {
    try {
      const { revision } = await this.ports.save(document, this.revision);
      this.accepted(document, revision);
      return undefined;
    } catch (error) {
      if (!isChangedByOthers(error)) throw error;
      const draft = await this.ports.read();
      if (draft.revision === this.revision) throw error;
      return draft;
    }
  }

  private accepted(document: WorkflowDocument, revision: number): void {
    this.saved = document;
    this.revision = revision;
    this.sent = [];
    this.unsavedSinceMs = undefined;
    this.unsavedEdits = 0;
    this.keep([savedRecord(this.kept)]);
    if (this.view.history.present === document) this.show({ saveState: { kind: 'saved', atMs: this.ports.nowMs() } });
    else {
      // It answers: what is newer does not wait for that any more.
      this.view = { ...this.view, saveState: SAVING };
      this.edited();
    }
  }

  /** Takes in what the server has by now, and saves the sum. */
  private async takeIn(draft: Draft): Promise<void> {
    const arrived = this.sent.find((document) => isSame(document, draft.document));
    if (arrived === undefined) this.putUnder(draft);
    else this.accepted(arrived, draft.revision);
    if (this.view.history.present !== this.saved) await this.saveOnce();
  }

  /** Puts the other side's changes under what is open. */
  private putUnder({ document, revision }: Draft): void {
    const theirs = document as WorkflowDocument;
    const steps = changedSteps(this.saved, theirs);
    const { history, ...notice } = rebase(this.view.history, { base: this.saved, theirs });
    this.show({ history, notice: { steps, base: history.present, ...notice } });
    this.saved = theirs;
    this.revision = revision;
    this.sent = [];
    this.keepAnew();
    if (history.present === theirs) this.accepted(theirs, revision);
  }

  private failed(error: unknown): void {
    const isPassing = error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
    if (!isPassing) {
      this.show({ saveState: { kind: 'refused', error } });
      return;
    }
    this.show({ saveState: { kind: 'waiting', isOffline: error.status === 0, edits: Math.max(1, this.unsavedEdits) } });
    this.saveAfter(RETRY_DELAY_MS);
  }

  private get kept(): KeptDraft {
    const { saved, revision, sent } = this;
    return { history: this.view.history, saved, revision, sent };
  }

  private keep(records: readonly LogRecord[]): void {
    // Who only looks writes nothing, so the first edit is what starts a log.
    const isNew = this.records === 0;
    this.records += records.length;
    if (isNew || this.records > MOST_RECORDS) this.keepAnew();
    else this.write(records);
  }

  /** Writes the log anew: what was merged changes all of it, and what has grown long becomes short. */
  private keepAnew(): void {
    const records = recordsOf(this.kept);
    this.records = records.length;
    this.write(records);
  }

  private write(records: readonly LogRecord[]): void {
    const writing = this.ports.keep(records).catch(() => undefined);
    this.keeping = Promise.all([this.keeping, writing]).then(() => undefined);
  }

  private show(part: Partial<DraftView>): void {
    this.view = { ...this.view, ...part };
    for (const listener of this.listeners) listener();
  }
}
