import type { MachineError, TaskCall } from '@millrace/machine';
import type { JournalStore } from '../ports.ts';
import { readJournal } from '../recovered-journal.ts';
import type { RunJournal } from '../run-journal.ts';

/** Journal paths of attempts that are held. */
const HOLD_ROWS = '/hold/';

type Attempt = Pick<TaskCall, 'path' | 'within' | 'attempt'>;
type HeldRow = Omit<Attempt, 'path'> & { readonly error: MachineError };

interface HoldingRun {
  readonly journal: RunJournal;
  readonly store: JournalStore;
  /** An earlier process was lost with it. */
  readonly isLost: boolean;
}

/**
 * What held attempts have failed with. Kept before anybody can decide: whoever takes the run over, before it was put to sleep, holds
 * the attempt again, and does not make it again unasked.
 */
export class HeldFailures {
  readonly #run: HoldingRun;
  #left: Promise<ReadonlyMap<string, HeldRow>> | undefined;

  constructor(run: HoldingRun) {
    this.#run = run;
  }

  /** Durable when it resolves. */
  async keep({ path, within, attempt }: Attempt, error: MachineError): Promise<void> {
    const row: HeldRow = { within, attempt, error };
    this.#run.journal.keepOwn(`${HOLD_ROWS}${path}`, row);
    await this.#run.journal.advance();
  }

  /** What the attempt had failed with, if an earlier process had held it. At once where none was lost. */
  recall({ path, within, attempt }: Attempt): Promise<MachineError | undefined> | undefined {
    if (!this.#run.isLost) return undefined;
    this.#left ??= this.#read();
    return this.#left.then((rows) => {
      const row = rows.get(path);
      return row?.within === within && row.attempt === attempt ? row.error : undefined;
    });
  }

  async #read(): Promise<ReadonlyMap<string, HeldRow>> {
    const { store, journal } = this.#run;
    const rows = new Map<string, HeldRow>();
    for await (const { path, entry } of readJournal(store, journal.runId, HOLD_ROWS))
      rows.set(path.slice(HOLD_ROWS.length), JSON.parse(entry) as HeldRow);
    return rows;
  }
}
