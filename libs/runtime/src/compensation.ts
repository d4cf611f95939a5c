import { compensate, type Compensation, type Host } from '@millrace/machine';
import { COMPENSATION_ROWS } from './journal-paths.ts';
import type { JournalStore } from './ports.ts';
import { readJournal } from './recovered-journal.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunEnd } from './run.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

/** Journal path of how the run would have ended. */
const END_ROW = '/end';

/** A run that has come to its end, and undoes what it did before it is over. */
interface Undoing {
  /** How it would have ended. */
  readonly end: RunEnd;
  /** Newest first. */
  readonly entries: readonly Compensation[];
}

interface CompensatingRun {
  readonly version: WorkflowVersionDocument;
  readonly journal: RunJournal;
  readonly store: JournalStore;
}

/** Undoes what the finished steps of a run did, newest first, durably: it goes on where a crash or a wait has left it. */
export class RunCompensation {
  readonly #run: CompensatingRun;

  constructor(run: CompensatingRun) {
    this.#run = run;
  }

  /** Whether any step of the document can be undone: no other run needs to look. */
  static isPossible({ document }: WorkflowVersionDocument): boolean {
    const known = COMPENSABLE.get(document);
    if (known !== undefined) return known;
    const found = hasCompensate(document.machine);
    COMPENSABLE.set(document, found);
    return found;
  }

  /**
   * Begins, when there is anything to undo; durable when it resolves. The record of the step that ended the run is written
   * with that, and not before: or after a crash the step would be done anew though it is recorded.
   */
  async begin(end: RunEnd): Promise<Undoing | undefined> {
    const { journal } = this.#run;
    const entries = await this.#findEntries();
    if (entries.length === 0) return undefined;
    journal.beginCompensating();
    journal.keepOwn(END_ROW, end);
    await journal.advance();
    return { end, entries };
  }

  /** What an earlier process has begun. */
  async recover(): Promise<Undoing | undefined> {
    const { store, journal } = this.#run;
    for await (const { path, entry } of readJournal(store, journal.runId, END_ROW.slice(0, -1))) {
      if (path === END_ROW) return { end: JSON.parse(entry) as RunEnd, entries: await this.#findEntries() };
    }
    return undefined;
  }

  /** Goes on. Resolves with how the run has ended, or with when it is due again. */
  async run({ end, entries }: Undoing, host: Host): Promise<RunEnd | { readonly untilMs: number }> {
    const { journal, version } = this.#run;
    const outcome = await compensate(version.document.machine, entries, host);
    if (outcome.kind === 'suspended') {
      await journal.park(undefined, outcome.untilMs);
      return { untilMs: outcome.untilMs };
    }
    const endedAtMs = host.nowMs();
    if (outcome.kind === 'compensated') return { ...end, status: 'compensated', endedAtMs };
    const failures = outcome.failures.map(({ path, error: { error, cause } }) => `${path}: ${error} ${cause}`.trim());
    const cause = journal.readableCause(`${end.cause ?? ''}\nNot undone: ${failures.join('; ')}`.trim());
    return { ...end, status: 'failed', error: end.error ?? 'Compensation.Failed', cause, endedAtMs };
  }

  /** Newest first. A step that was done anew under the same path is undone once. */
  async #findEntries(): Promise<readonly Compensation[]> {
    const { store, journal } = this.#run;
    const byPath = new Map<string, Compensation>();
    const open = await journal.openOwn(COMPENSATION_ROWS);
    const rows: { readonly entry: string }[] = [];
    for await (const row of readJournal(store, journal.runId, COMPENSATION_ROWS)) rows.push(row);
    for (const { entry } of [...rows, ...open]) {
      const compensation = JSON.parse(entry) as Compensation;
      byPath.delete(compensation.path);
      byPath.set(compensation.path, compensation);
    }
    return [...byPath.values()].reverse();
  }
}

const COMPENSABLE = new WeakMap<object, boolean>();

function hasCompensate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return 'Compensate' in value || Object.values(value).some(hasCompensate);
}
