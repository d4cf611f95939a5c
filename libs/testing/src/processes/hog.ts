import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startWatchdog } from './supervisor.ts';

/** A process that takes all of one processor. */
export interface Hog {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Ends with this process, however that ends. */
export function startHog(): Hog {
  const child = spawn('/bin/sh', ['-c', 'while :; do :; done'], { stdio: 'ignore', detached: true });
  const { pid } = child;
  if (pid === undefined) throw new Error('There is no /bin/sh.');
  const watchdog = startWatchdog(pid);
  const ended = once(child, 'exit');
  return {
    pid,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      watchdog.kill('SIGKILL');
    },
  };
}
