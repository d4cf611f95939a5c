import type { LookupAddress } from 'node:dns';
import { SecurityError } from '../errors.ts';

/** Resolves a name to all of its addresses. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/**
 * The system's resolver blocks a thread for as long as a name server keeps silent, and files, compression and password
 * hashes need the same four threads: names that somebody else chose may hold two of them.
 */
const MAX_AT_ONCE = 2;
/** Nobody waits longer for a name: see the guard. */
const MAX_WAIT_MS = 5000;

interface Waiting {
  readonly host: string;
  readonly untilMs: number;
  readonly begin: () => void;
  readonly giveUp: (cause: SecurityError) => void;
}

/** Puts look-ups in turn; calls for a name that is being looked up share its answer. */
export function inTurn(resolve: Resolve, nowMs: () => number = () => performance.now()): Resolve {
  const underWay = new Map<string, Promise<readonly LookupAddress[]>>();
  const waiting: Waiting[] = [];
  let running = 0;

  const run = async (host: string): Promise<readonly LookupAddress[]> => {
    running += 1;
    try {
      return await resolve(host);
    } finally {
      running -= 1;
      beginNext();
    }
  };
  const beginNext = (): void => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (next.untilMs > nowMs()) {
        next.begin();
        return;
      }
      next.giveUp(new SecurityError('outbound.host_not_found', `The name ${next.host} could not be resolved in time.`));
    }
  };
  const start = (host: string): Promise<readonly LookupAddress[]> => {
    if (running < MAX_AT_ONCE) return run(host);
    return new Promise((begun, giveUp) => {
      waiting.push({ host, untilMs: nowMs() + MAX_WAIT_MS, begin: () => begun(run(host)), giveUp });
    });
  };
  return (host) => {
    const known = underWay.get(host);
    if (known !== undefined) return known;
    const lookup = start(host).finally(() => underWay.delete(host));
    underWay.set(host, lookup);
    return lookup;
  };
}
