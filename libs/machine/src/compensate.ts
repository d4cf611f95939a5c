import type { Compensation, Host, JournalEntry, MachineError } from './host.ts';
import { topLevel } from './interpret.ts';
import type { Machine, TaskState } from './machine.ts';

interface Failure {
  readonly path: string;
  readonly error: MachineError;
}
export type CompensationOutcome =
  | { readonly kind: 'compensated' }
  /** All were tried; these could not be undone. */
  | { readonly kind: 'failed'; readonly failures: readonly Failure[] }
  | { readonly kind: 'suspended'; readonly untilMs: number };

/**
 * Undoes finished steps in the order given, one after another, each as a task at `<path>/Compensate` with its own `Retry`.
 * Where it stands is in the journal under that path: to go on after a suspension or a crash, call it again with the same.
 */
export async function compensate(
  machine: Machine,
  compensations: readonly Compensation[],
  host: Host,
): Promise<CompensationOutcome> {
  const failures: Failure[] = [];
  for (const compensation of compensations) {
    const { path } = compensation;
    const place = `${path}/Compensate`;
    const left = await host.recall(place);
    const isOver = left?.kind === 'ended' || left?.kind === 'failed';
    const entry = isOver ? left : await undo(machine, compensation, { host, left });
    if (!isOver) await host.keep(place, entry);
    if (entry.kind === 'thread') return { kind: 'suspended', untilMs: entry.at.pending?.untilMs ?? host.nowMs() };
    if (entry.kind === 'failed') failures.push({ path, error: entry.error });
  }
  return failures.length === 0 ? { kind: 'compensated' } : { kind: 'failed', failures };
}

async function undo(
  machine: Machine,
  { path, state: name, arguments: input }: Compensation,
  { host, left }: { readonly host: Host; readonly left: JournalEntry | undefined },
): Promise<Exclude<JournalEntry, { kind: 'composite' }>> {
  const within = '';
  const undoing = findTask(machine, name)?.Compensate;
  if (undoing === undefined) {
    return { kind: 'failed', within, error: { error: 'States.Runtime', cause: `"${name}" has no Compensate.` } };
  }
  // What it is called with was evaluated when the step ended, and it is not held to the time of the run.
  const { Arguments: _, ...rest } = undoing;
  const States = { Compensate: { ...rest, Type: 'Task' as const, End: true as const } };
  const thread = topLevel({ StartAt: 'Compensate', States }, host);
  const run = { ...thread.run, deadlineMs: Infinity };
  const at = left?.kind === 'thread' ? left.at : { state: 'Compensate', input, variables: {}, visits: {} };
  const outcome = await run.follow({ ...thread, run, path }, at);
  if (outcome.kind === 'suspended') return { kind: 'thread', within, at: outcome.checkpoint };
  if (outcome.kind === 'succeeded') return { kind: 'ended', within, output: outcome.output };
  return { kind: 'failed', within, error: { error: outcome.error, cause: outcome.cause } };
}

/** Names of states are unique in a document. */
function findTask({ States }: Machine, name: string): TaskState | undefined {
  for (const [key, state] of Object.entries(States)) {
    if (key === name && state.Type === 'Task') return state;
    const inner = state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : [];
    const found = inner.map((part) => findTask(part, name)).find((task) => task !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
