import { COMPENSATION_ROWS } from './journal-paths.ts';
import type { Progress } from './ports.ts';
import type { RunEnd } from './run.ts';

type Stood = Pick<Progress, 'checkpoint' | 'journal'>;

/** What is kept of a run with its end, for one that goes on from there; of one that has succeeded only what undoes its steps. */
export function remainsOf({ status }: RunEnd, { checkpoint, journal }: Stood): Stood {
  if (status !== 'succeeded') return { ...(checkpoint && { checkpoint }), ...(journal && { journal }) };
  const undoing = journal?.filter(({ path }) => path.startsWith(COMPENSATION_ROWS)) ?? [];
  return undoing.length === 0 ? {} : { journal: undoing };
}
