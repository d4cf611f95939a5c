import type { JsonObject, JsonValue, Machine, State, TaskState, WorkflowDocument } from '@millrace/machine';
import { pathName, threadOf } from './paths.ts';

/** The machines inside a state. */
function innerMachines(state: State): readonly Machine[] {
  if (state.Type === 'Parallel') return state.Branches;
  return state.Type === 'Map' ? [state.ItemProcessor] : [];
}

/** All states of a document, by name: names are unique. */
function statesOf(machine: Machine): ReadonlyMap<string, State> {
  const found = new Map<string, State>();
  const open = [machine];
  for (const { States } of open) {
    for (const [name, state] of Object.entries(States)) {
      found.set(name, state);
      open.push(...innerMachines(state));
    }
  }
  return found;
}

export function taskOf(document: WorkflowDocument, name: string): TaskState | undefined {
  const state = statesOf(document.machine).get(name);
  return state?.Type === 'Task' ? state : undefined;
}

/** Tells of a path whether a composite state with `Retry` is around it. */
export function retriedComposites({ machine }: WorkflowDocument): (path: string) => boolean {
  const retried = [...statesOf(machine)].filter(
    ([, state]) => (state.Type === 'Parallel' || state.Type === 'Map') && state.Retry !== undefined,
  );
  const names = retried.map(([name]) => pathName(name, 1));
  const known = new Map<string, boolean>();
  return (path) => {
    const thread = threadOf(path);
    const answer = known.get(thread) ?? names.some((name) => isAround(name, thread));
    known.set(thread, answer);
    return answer;
  };
}

/** Whether a composite state of this name is around a thread: `A[0]`, `A#2[0]`, `B[1]/A[0]/C[2]`. */
function isAround(name: string, thread: string): boolean {
  for (let at = thread.indexOf(name); at !== -1; at = thread.indexOf(name, at + 1)) {
    const isBegin = at === 0 || thread.startsWith(']/', at - 2);
    if (isBegin && /^(?:#\d+)?\[\d/.test(thread.slice(at + name.length))) return true;
  }
  return false;
}

/** Whether a state hands its input on. A fork is never skipped. */
export function isSkipped({ settings, machine }: WorkflowDocument, name: string): boolean {
  if (settings?.skip?.includes(name) !== true) return false;
  const type = statesOf(machine).get(name)?.Type;
  return type !== 'Choice' && type !== 'Succeed' && type !== 'Fail';
}

/** What a state leads to, without what it does on the way. */
export function nextOf(state: State): { readonly Next?: string } {
  const { Next } = state as { readonly Next?: string };
  return Next === undefined ? {} : { Next };
}

/** The items of a Map in groups. */
export function batched(items: readonly JsonValue[], size: number): readonly JsonObject[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => ({
    Items: items.slice(index * size, (index + 1) * size),
  }));
}
