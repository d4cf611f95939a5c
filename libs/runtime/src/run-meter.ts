/** Hears what is counted of the run path. Optional; it returns at once and throws nothing. */
export interface RunMeter {
  /** A run begins for the first time, so long after it was accepted. */
  begun(waitedMs: number): void;
  /** Due runs were taken from the store. */
  claimed(runs: number): void;
}
