import type { Checkpoint, Compensation, FailedAt, JournalEntry } from '@millrace/machine';
import { RuntimeError } from '../errors.ts';
import { COMPENSATION_ROWS, START_ROW } from '../journal-paths.ts';
import { isThreadOf } from '../open-effects.ts';
import type { JournalRow, JournalStore } from '../ports.ts';
import { readJournal } from '../recovered-journal.ts';
import { enteredNow, isGiven, pathOf, withResult, type GivenResult } from './given-result.ts';

const BATCH_ROWS = 500;

/** What a new run finds of the one before it. */
export interface ContinuedRun {
  readonly runId: string;
  /** What the expressions of its composite states are random by. */
  readonly seed: string;
  /** Of the composite state that it goes on inside of. Absent: that state begins anew. */
  readonly insidePath?: string;
  /** What the steps from this one on did, or threads inside it, is not undone by the new run: it does them itself. */
  readonly fromStep?: { readonly sequence: number; readonly path: string };
  readonly beginsAt: Checkpoint;
  /** Of a task inside of the composite state. */
  readonly given?: GivenResult;
  /** When the new run begins. */
  readonly nowMs: number;
}

/** The rows that a new run begins with, few at a time. */
export async function* continuedJournal(store: JournalStore, run: ContinuedRun): AsyncGenerator<readonly JournalRow[]> {
  let batch: JournalRow[] = [{ path: START_ROW, entry: JSON.stringify(run.beginsAt) }];
  for await (const row of continuedRows(store, run)) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* continuedRows(store: JournalStore, run: ContinuedRun): AsyncGenerator<JournalRow> {
  yield* compensationRows(store, run);
  const { insidePath, given } = run;
  if (insidePath === undefined) return;
  let isTaken = given === undefined;
  for await (const { path, entry } of insideRows(store, { ...run, insidePath })) {
    const taken = given === undefined ? undefined : takeAsDone({ path, entry }, given);
    isTaken ||= taken !== undefined;
    const begun = taken ?? entry;
    yield {
      path,
      entry: JSON.stringify(begun.kind === 'thread' ? { ...begun, at: enteredNow(begun.at, run.nowMs) } : begun),
    };
  }
  if (isTaken) return;
  throw new RuntimeError(
    'run.position_unknown',
    `Where "${given?.path ?? ''}" stood is not kept, so its result cannot be used. Retry the run without it, or replay it.`,
  );
}

/** A thread that stands before the task goes on behind it. */
function takeAsDone(
  { path, entry }: { readonly path: string; readonly entry: JournalEntry },
  given: GivenResult,
): JournalEntry | undefined {
  if (entry.kind !== 'thread' || path !== given.thread || pathOf(entry.at, path) !== given.path) return undefined;
  return { ...entry, at: withResult(entry.at, { within: entry.within, given }) };
}

async function* insideRows(
  store: JournalStore,
  { insidePath, runId, seed }: ContinuedRun & { readonly insidePath: string },
): AsyncGenerator<{ readonly path: string; readonly entry: JournalEntry }> {
  // Without the last character, so that the state's own row is among those after it.
  const prefix = Array.from(insidePath).slice(0, -1).join('');
  for await (const { path, entry } of readJournal(store, runId, prefix)) {
    const isInside = path === insidePath || isThreadOf(path, insidePath);
    const begun = isInside ? beginAgain(JSON.parse(entry) as JournalEntry, { seed, thread: path }) : undefined;
    if (begun !== undefined) yield { path, entry: begun };
  }
}

/** What undoes the steps before: it sorts before all that the new run notes itself. */
async function* compensationRows(store: JournalStore, run: ContinuedRun): AsyncGenerator<JournalRow> {
  let count = 0;
  for await (const { path, entry } of readJournal(store, run.runId, COMPENSATION_ROWS)) {
    const own = path.slice(COMPENSATION_ROWS.length);
    if (run.fromStep !== undefined && isOfStepsFrom(run.fromStep, { own, entry })) continue;
    yield { path: `${COMPENSATION_ROWS}!${String(count).padStart(8, '0')}`, entry };
    count += 1;
  }
}

/** A composite state is recorded after the steps inside it. */
function isOfStepsFrom(
  { sequence, path }: NonNullable<ContinuedRun['fromStep']>,
  { own, entry }: { readonly own: string; readonly entry: string },
): boolean {
  if (!own.startsWith('!') && Number(own) >= sequence) return true;
  return isThreadOf((JSON.parse(entry) as Compensation).path, path);
}

/**
 * What a thread or a composite state goes on from. What has ended stays; what has failed, or waited for something that was meant
 * for the other run, is entered again, with all of its attempts before it. `undefined`: it begins anew.
 */
function beginAgain(
  entry: JournalEntry,
  { seed, thread }: { readonly seed: string; readonly thread: string },
): JournalEntry | undefined {
  const { within } = entry;
  if (entry.kind === 'ended') return entry;
  if (entry.kind === 'thread') return { ...entry, at: enteredAgain(entry.at) };
  if (entry.kind === 'failed')
    return entry.at === undefined
      ? undefined
      : { kind: 'thread', within, at: beforeFailure(entry.at, { thread, within }) };
  const { enteredAtMs, attempt } = entry;
  return { kind: 'composite', within, enteredAtMs, attempt, retries: {}, seed: entry.seed ?? seed };
}

/** About to enter the step that failed; or behind its call, if that was taken as done. */
function beforeFailure(
  { name: state, input, variables, visits, given }: FailedAt,
  { thread, within }: { readonly thread: string; readonly within: string },
): Checkpoint {
  const at = { state, input, variables, visits: { ...visits, [state]: (visits[state] ?? 1) - 1 } };
  if (given === undefined) return at;
  return withResult(at, { within, given: { ...given, thread, path: pathOf(at, thread) } });
}

/** A position without what was under way there. A wait keeps its end, and what somebody says has happened stays so. */
export function enteredAgain({ state, input, variables, visits, pending }: Checkpoint): Checkpoint {
  if (pending?.kind === 'wait' || isGiven(pending)) return { state, input, variables, visits, pending };
  if (pending === undefined) return { state, input, variables, visits };
  return { state, input, variables, visits: { ...visits, [state]: (visits[state] ?? 1) - 1 } };
}
