import type { Caller } from './access.decorator.ts';

/** Aborted when whoever asked has hung up before there was an answer. */
export function signalOf({ reply }: Pick<Caller, 'reply'>): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) gone.abort(new Error('Nobody waits for the answer any more.'));
  });
  return gone.signal;
}
