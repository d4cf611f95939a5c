import { StateFailure } from './failure.ts';
import type { Counted, MachineError, RunLimits } from './host.ts';

export const DEFAULT_LIMITS: RunLimits = {
  value: { most: 16 * 1024 * 1024 },
  variables: { most: 64 * 1024 * 1024 },
  transitions: { most: 100_000 },
  mapItems: { most: 100_000 },
  runSeconds: { most: 365 * 86_400 },
};

const KEEP_FILES = 'Keep large data in a file, or work on less of it at once.';
const END_LOOPS = 'Look at the way out of its loops, or let a workflow of its own do each round.';
/** Code -> the error of whoever goes past the limit, and what helps. */
const EXCESSES = {
  'limit.value': ['States.DataLimitExceeded', KEEP_FILES],
  'limit.variables': ['States.DataLimitExceeded', KEEP_FILES],
  'limit.stored_data': ['States.DataLimitExceeded', KEEP_FILES],
  'limit.transitions': ['States.Runtime', END_LOOPS],
  'limit.tasks': ['States.Runtime', END_LOOPS],
  'limit.map_items': ['States.Runtime', 'Give it groups of items, or start a run for each part of them.'],
  'limit.call_depth': ['States.Runtime', 'Look whether a workflow calls itself, directly or through others.'],
  'limit.run_length': ['States.Timeout', 'Let a run end, and start another one by a schedule or an event.'],
} as const;
type LimitCode = keyof typeof EXCESSES;

/** The error of a run that has more than it may of `what`, with a cause that programs can read too. */
export function excessOf(code: LimitCode, what: string, { limit, actual }: Counted): MachineError {
  const [error, hint] = EXCESSES[code];
  const message = `${what}: ${actual}, where at most ${limit.most} may be.`;
  return { error, cause: JSON.stringify({ code, message, limit: limit.most, actual, setting: limit.setting, hint }) };
}

/** Fails the state that has more. */
export function requireAtMost(code: LimitCode, what: string, counted: Counted): void {
  if (counted.actual <= counted.limit.most) return;
  const { error, cause } = excessOf(code, what, counted);
  throw new StateFailure(error, cause);
}
