// What a draft session meets, all in memory.
import { setImmediate } from 'node:timers';
import { deserialize, serialize } from 'node:v8';
import type { WorkflowDocument } from '@millrace/machine';
import { ApiError } from '../../../../lib/api-error.ts';
import type { Draft } from '../../../../lib/contract.ts';
import { type KeptDraft, type LogRecord, replay } from '../../model/draft-log.ts';
import { DraftSession } from '../draft-session.ts';
import type { DraftPorts } from '../draft-view.ts';

export const documentOf = (title: string, more: Partial<WorkflowDocument> = {}): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  title,
  machine: { StartAt: '', States: {} },
  ...more,
});
export const first = documentOf('first');
const draftOf = (document: WorkflowDocument, revision: number): Draft => ({
  name: 'orders',
  document,
  revision,
  updatedAt: '2026-01-01T00:00:00.000Z',
});
export const problem = (status: number, code = 'x'): ApiError =>
  new ApiError({ type: '', title: code, status, instance: '', code, requestId: '', errors: [] });

/** What a store or a line makes of a value: nothing is shared with it, but inside of it what was shared stays so. */
const copyOf = <T>(value: T): T => deserialize(serialize(value)) as T;

/** A server, a browser's store and a clock, all in memory. */
export class World implements DraftPorts {
  server = draftOf(first, 1);
  /** The browser's log. */
  log: readonly LogRecord[] = [];
  failures: Error[] = [];
  /** So many answers are lost on their way, after the server has done what was asked. */
  lostAnswers = 0;
  saves = 0;
  now = 0;
  private due: { readonly atMs: number; readonly act: () => void }[] = [];
  private hold: Promise<void> = Promise.resolve();
  release: () => void = () => undefined;

  readonly nowMs = (): number => this.now;
  readonly after = (delayMs: number, act: () => void): (() => void) => {
    const timer = { atMs: this.now + delayMs, act };
    this.due.push(timer);
    return () => (this.due = this.due.filter((other) => other !== timer));
  };
  keep = (records: readonly LogRecord[]): Promise<void> => {
    const before = records[0]?.kind === 'start' ? [] : this.log;
    this.log = [...before, ...copyOf(records)];
    return Promise.resolve();
  };
  /** What the log tells whoever comes back. */
  get kept(): KeptDraft | undefined {
    return replay(copyOf(this.log));
  }
  readonly read = (): Promise<Draft> => Promise.resolve(this.server);
  readonly save = async (document: WorkflowDocument, revision: number): Promise<Draft> => {
    this.saves += 1;
    await this.hold;
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    if (revision !== this.server.revision) throw problem(412, 'workflow.draft_changed');
    this.server = draftOf(copyOf(document), revision + 1);
    if (this.lostAnswers === 0) return this.server;
    this.lostAnswers -= 1;
    throw problem(0);
  };
  /** Saves wait until `release`. */
  holdSaves(): void {
    this.hold = new Promise((resolve) => (this.release = resolve));
  }
  others(document: WorkflowDocument): void {
    this.server = draftOf(document, this.server.revision + 1);
  }
  open(kept?: KeptDraft, lost: readonly KeptDraft[] = []): DraftSession {
    const session = new DraftSession(this, { draft: this.server, kept, records: this.log.length, lost });
    session.open();
    return session;
  }
  async pass(ms: number): Promise<void> {
    this.now += ms;
    const ready = this.due.filter(({ atMs }) => atMs <= this.now);
    this.due = this.due.filter(({ atMs }) => atMs > this.now);
    for (const { act } of ready) act();
    await new Promise(setImmediate);
  }
  get stored(): WorkflowDocument {
    return this.server.document as WorkflowDocument;
  }
}
