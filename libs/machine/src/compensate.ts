import type { Compensation, Host, MachineError, Outcome } from './host.ts';
import { topLevel } from './interpret.ts';
import type { Machine, TaskState } from './machine.ts';

export type CompensationOutcome =
  | { readonly kind: 'compensated' }
  /** All were tried; these could not be undone. */
  | { readonly kind: 'failed'; readonly failures: readonly { readonly path: string; readonly error: MachineError }[] }
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
  const failures: { readonly path: string; readonly error: MachineError }[] = [];
  for (const compensation of compensations) {
    const outcome = await undo(machine, compensation, host);
    if (outcome.kind === 'suspended') return { kind: 'suspended', untilMs: outcome.untilMs };
    if (outcome.kind === 'succeeded') continue;
    const { error, cause } = outcome;
    failures.push({ path: compensation.path, error: { error, cause } });
  }
  return failures.length === 0 ? { kind: 'compensated' } : { kind: 'failed', failures };
}

async function undo(
  machine: Machine,
  { path, state: name, arguments: input }: Compensation,
  host: Host,
): Promise<Outcome> {
  const place = `${path}/Compensate`;
  const left = await host.recall(place);
  if (left?.kind === 'ended') return { kind: 'succeeded', output: left.output };
  if (left?.kind === 'failed') return { kind: 'failed', ...left.error };
  const undoing = findTask(machine, name)?.Compensate;
  if (undoing === undefined) return { kind: 'failed', error: 'States.Runtime', cause: `"${name}" has no Compensate.` };
  // What it is called with was evaluated when the step ended, and it is not held to the time of the run.
  const { Arguments: _, ...rest } = undoing;
  const States = { Compensate: { ...rest, Type: 'Task' as const, End: true as const } };
  const thread = { ...topLevel({ StartAt: 'Compensate', States }, host), path };
  const start = left?.kind === 'thread' ? left.at : { state: 'Compensate', input, variables: {}, visits: {} };
  const outcome = await thread.run.follow(thread, start);
  const { error = '', cause = '' } = outcome as Partial<MachineError>;
  if (outcome.kind === 'suspended') await host.keep(place, { kind: 'thread', within: '', at: outcome.checkpoint });
  else if (outcome.kind === 'succeeded') await host.keep(place, { kind: 'ended', within: '', output: outcome.output });
  else await host.keep(place, { kind: 'failed', within: '', error: { error, cause } });
  return outcome;
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
