import type { PendingCall, TaskCall } from '@millrace/machine';
import type { JournalStore } from './ports.ts';
import { readJournalPage } from './recovered-journal.ts';
import type { RunJournal } from './run-journal.ts';
import type { TaskEffects } from './open-effects.ts';

/** Journal paths of calls that have begun. */
const CALL_ROWS = '/call/';

/** `ended`: an earlier attempt has come to an end. `lost`: a process has begun this one, and nobody heard how it ended. */
export type EarlierCall = 'ended' | 'lost';

/** `pauses`: it was one that goes on after so many pauses. */
type BegunCall = Pick<TaskCall, 'within' | 'attempt'> & { readonly pauses?: number };
type BeginningCall = TaskCall & Pick<PendingCall, 'pause'>;

interface BeginningRun {
  readonly journal: RunJournal;
  readonly store: JournalStore;
  /** An earlier process may have begun some. */
  readonly isRecovered: boolean;
}

/**
 * Calls whose beginning is kept before they begin, so that whoever takes the run over knows of them: of actions that are asked
 * first, or not called again at all, when a process has died in the call.
 */
export class BegunCalls {
  readonly #run: BeginningRun;
  /** Paths whose row is this process's own, or was told of. */
  readonly #known = new Set<string>();

  constructor(run: BeginningRun) {
    this.#run = run;
  }

  /** Before the call: with what was before it, its beginning is durable when this resolves. */
  async begin(call: BeginningCall, effects: TaskEffects): Promise<EarlierCall | undefined> {
    const { journal } = this.#run;
    const left = await this.#takeLeft(call.path);
    const isLost = left !== undefined && isSameCall(left, call);
    if (isLost) {
      // What is there says all. Written anew, it would look as if the run had moved, and it may end each process here.
      await journal.settleBefore(call.thread, effects);
      return 'lost';
    }
    const { within, attempt, pause } = call;
    const begun: BegunCall = { within, attempt, ...(pause === undefined ? {} : { pauses: pause.number }) };
    journal.keepOwn(rowOf(call.path), { ...begun });
    await journal.advance();
    return isLaterCall(call) ? 'ended' : undefined;
  }

  /** What an earlier process has begun there; told once. */
  async #takeLeft(path: string): Promise<BegunCall | undefined> {
    const { store, journal, isRecovered } = this.#run;
    if (!isRecovered || this.#known.has(path)) return undefined;
    this.#known.add(path);
    const afterPath = `${CALL_ROWS}${path}/`;
    const [row] = await readJournalPage(store, { runId: journal.runId, afterPath, limit: 1 });
    return row?.path === rowOf(path) ? (JSON.parse(row.entry) as BegunCall) : undefined;
  }
}

/** Whether an attempt of this state, or of one around it, was made before. One that goes on after a pause is none of its own. */
export function isLaterCall({ attempt, within, pause }: Pick<BeginningCall, 'attempt' | 'within' | 'pause'>): boolean {
  return pause === undefined && (attempt > 1 || within.split('/').some((around) => Number(around) > 1));
}

/** The first path after its beginning, however the state is called: it is read alone. */
const rowOf = (path: string): string => `${CALL_ROWS}${path}/!`;

/** Its own attempts may have gone on since the position that was kept. */
function isSameCall({ within, attempt, pauses = 0 }: BegunCall, call: BeginningCall): boolean {
  if (within !== call.within || attempt < call.attempt) return false;
  return attempt > call.attempt || pauses >= (call.pause?.number ?? 0);
}
