import { AsyncLocalStorage } from 'node:async_hooks';

/** A call that is being performed. */
export interface CurrentCall {
  readonly id: number;
  /** What went wrong with a connection of it, last: clients of services tend to keep that to themselves. */
  socketFailure?: string;
}

/** Who is working: what a piece logs or dials belongs to the call that it does it for. */
export const currentCall = new AsyncLocalStorage<CurrentCall>();

/** 0: nobody's. */
export const currentCallId = (): number => currentCall.getStore()?.id ?? 0;
