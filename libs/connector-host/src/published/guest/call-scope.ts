import { AsyncLocalStorage } from 'node:async_hooks';
import type { PublishedCall } from './published-call.ts';

/** Which of the calls in flight the code that runs now belongs to: `fetch`, `console` and what is thrown are that call's. */
export const callScope = new AsyncLocalStorage<PublishedCall>();
