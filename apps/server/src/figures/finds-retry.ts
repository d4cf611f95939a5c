import type { Machine } from '@millrace/machine';

/** Whether a state of this name, wherever it is in the machine, tries again when it meets the error. */
export function findsRetry(
  machine: Machine,
  { step, error }: { readonly step: string; readonly error: string },
): boolean {
  return Object.entries(machine.States).some(([name, state]) => {
    if (name === step && 'Retry' in state && (state.Retry ?? []).some(({ ErrorEquals }) => catches(ErrorEquals, error)))
      return true;
    if ('Branches' in state) return state.Branches.some((branch) => findsRetry(branch, { step, error }));
    return 'ItemProcessor' in state && findsRetry(state.ItemProcessor, { step, error });
  });
}

const catches = (names: readonly string[], error: string): boolean =>
  names.some(
    (name) => name === error || name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout'),
  );
