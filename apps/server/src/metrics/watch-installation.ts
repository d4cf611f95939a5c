import { statfs } from 'node:fs/promises';
import type { QueueState } from '@millrace/persistence';
import type { Metrics } from './metrics.ts';

interface Watched {
  readonly metrics: Metrics;
  readonly readQueue: () => Promise<QueueState>;
  /** Where files, and with the embedded database all data, are kept. */
  readonly dataFolder: string;
  readonly isPaused: () => boolean;
}

/** Figures of what this process shares with others, read when somebody asks. */
export function watchInstallation({ metrics, readQueue, dataFolder, isPaused }: Watched): void {
  const queue = shared(readQueue);
  metrics.watchLater(
    { name: 'millrace_queue_due_runs', help: 'Runs that are due and that no process has taken; 10000 is many.' },
    async () => (await queue()).dueRuns,
  );
  metrics.watchLater(
    { name: 'millrace_queue_oldest_seconds', help: 'Since when the oldest run is due that no process has taken.' },
    async () => Math.max(0, (await queue()).oldestSeconds),
  );
  const disk = shared(() => statfs(dataFolder));
  metrics.watchLater({ name: 'millrace_disk_free_bytes', help: 'Free on the disk of the data folder.' }, async () => {
    const { bavail, bsize } = await disk();
    return bavail * bsize;
  });
  metrics.watchLater({ name: 'millrace_disk_total_bytes', help: 'Size of the disk of the data folder.' }, async () => {
    const { blocks, bsize } = await disk();
    return blocks * bsize;
  });
  metrics.watch(
    {
      name: 'millrace_dispatch_paused',
      help: 'Whether this installation was restored and waits to be resumed: 1 or 0.',
    },
    () => (isPaused() ? 1 : 0),
  );
}

/** Those who ask at once get one answer. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
}
