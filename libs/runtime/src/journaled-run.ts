import type { JsonValue } from '@millrace/machine';
import type { JsonText, NewRun } from './run.ts';
import type { RunPosition } from './run-usage.ts';

/** A run as its journal meets it: one that nobody was promised yet (`newRun`), or one that is kept and held. */
export interface JournaledRun {
  readonly runId: string;
  readonly newRun?: NewRun;
  /** The run's input, and the same as text. */
  readonly input?: JsonValue;
  readonly inputText?: JsonText;
  readonly fence?: number;
  /** When the lease was asked for, monotonic. With `fence`. */
  readonly heldSinceMs?: number;
  readonly stepCount: number;
  /** Where an earlier execution left it. */
  readonly checkpoint?: RunPosition;
}
