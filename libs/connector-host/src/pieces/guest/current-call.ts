import { AsyncLocalStorage } from 'node:async_hooks';

/** Who is working: what a piece logs or dials belongs to the call that it does it for. */
export const currentCall = new AsyncLocalStorage<number>();

/** 0: nobody's. */
export const currentCallId = (): number => currentCall.getStore() ?? 0;
