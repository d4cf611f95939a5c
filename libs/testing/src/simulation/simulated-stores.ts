import type { Clock, Ids, RunStore } from '@millrace/runtime';
import { MemoryAdmissionStore } from '../memory/admission-store.ts';
import { MemoryIdentityStore } from '../memory/identity-store.ts';
import { MemoryJournalStore } from '../memory/journal-store.ts';
import { MemoryRunStore } from '../memory/run-store.ts';
import { RunTable } from '../memory/run-table.ts';
import { MemoryScheduleStore } from '../memory/schedule-store.ts';
import { MemoryTokenStore } from '../memory/token-store.ts';
import { MemoryWorkflowStore } from '../memory/workflow-store.ts';

/** The stores of a simulated installation. */
export interface SimulatedStores {
  readonly runs: RunStore;
  readonly journal: MemoryJournalStore;
  readonly tokens: MemoryTokenStore;
  readonly admissions: MemoryAdmissionStore;
  readonly schedules: MemoryScheduleStore;
  readonly workflows: MemoryWorkflowStore;
  readonly identity: MemoryIdentityStore;
}

/** As `createMemoryStores`, but for what is known to be wrong there. */
export function createSimulatedStores(clock: Pick<Clock, 'nowMs'>, ids: Ids): SimulatedStores {
  const identity = new MemoryIdentityStore(clock, ids);
  const table = new RunTable(clock);
  const schedules = new MemoryScheduleStore(table);
  const runs: MemoryRunStore = new MemoryRunStore(table, (versionId) => {
    const version = workflows.readVersion(versionId);
    return version && { workflowName: version.workflowName, versionNumber: version.number };
  });
  const workflows = new MemoryWorkflowStore({
    clock,
    ids,
    findWorkspaceId: (slug) => identity.readWorkspaceId(slug),
    onLive: (live) => schedules.replace(live),
    findLastRun: (workflowId) => runs.findLast(workflowId),
  });
  return {
    runs,
    journal: new MemoryJournalStore(table),
    tokens: new MemoryTokenStore(table),
    admissions: new MemoryAdmissionStore(table),
    schedules,
    workflows,
    identity,
  };
}
