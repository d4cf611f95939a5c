/** What a run must wait for before it may begin. Runs with none of these begin at once. */
export interface Admission {
  /** Runs of one ordering key execute one at a time, in the order of acceptance. At most 256 bytes. */
  readonly orderingKey?: string;
  /** Unfinished runs of one workflow and key. */
  readonly concurrency?: {
    readonly key: string;
    readonly max: number;
    readonly overlap: 'queue' | 'skip' | 'cancelOldest';
  };
  /** Starts of one workflow and key. */
  readonly rate?: { readonly key: string; readonly limit: number; readonly perSeconds: number };
  /** Begins after so many seconds without another of its key; that one replaces it. */
  readonly debounce?: { readonly key: string; readonly seconds: number };
}
