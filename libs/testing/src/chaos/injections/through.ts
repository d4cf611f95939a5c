import { setTimeout as delay } from 'node:timers/promises';
import type { ProxyMode } from '../../processes/tcp-proxy.ts';
import type { Inject } from './inject.ts';

export const SLOW_MS = 500;
/** Not all that a process has open to the downstream breaks at once. */
const SHARES = { postgres: 1, redis: 1, sink: 0.5 };
const PROXIES = { postgres: 'postgresProxy', redis: 'redisProxy', sink: 'sinkProxy' } as const;

/** What passes between processes and one of these is treated so for a while. */
export function through(target: keyof typeof PROXIES, mode: ProxyMode): Inject {
  const share = SHARES[target];
  return async ({ durationMs }, installation) => {
    const proxy = installation[PROXIES[target]];
    proxy?.setMode(mode, share);
    await delay(durationMs);
    // What was swallowed is missing in the middle of a stream: such connections can only break.
    if (mode.kind === 'blackHole') proxy?.setMode({ kind: 'reset' });
    proxy?.setMode({ kind: 'pass' });
    return { mode: mode.kind, share };
  };
}
