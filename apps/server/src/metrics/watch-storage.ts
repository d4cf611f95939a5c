import type { StorageStore } from '@millrace/runtime';
import type { Metrics } from './metrics.ts';

/** Labels must not grow without bound. */
const MOST_WORKFLOWS = 100;
const OTHERS = 'other';

/** What the largest workflows of the installation hold, by workspace and name, and all others together. */
export function watchStorage(metrics: Metrics, storage: Pick<StorageStore, 'readLargest' | 'countExceeded'>): void {
  metrics.watchLater(
    { name: 'millrace_quotas_exceeded', help: 'Workflows whose runs hold more than their quota.' },
    () => storage.countExceeded(),
  );
  metrics.watchByLabel(
    {
      name: 'millrace_workflow_stored_bytes',
      help: 'What the runs of a workflow hold in the database, measured once an hour: the 100 largest, and the others as other.',
      label: 'workflow',
    },
    async () => {
      const { largest, others } = await storage.readLargest(MOST_WORKFLOWS);
      return others === 0 ? largest : { ...largest, [OTHERS]: others };
    },
  );
}
