import type { Clock, Ids } from '@millrace/runtime';
import { MemoryAdmissionStore } from './admission-store.ts';
import { MemoryConnectorStore } from './connector-store.ts';
import { MemoryHeldStepStore } from './held-step-store.ts';
import { MemoryIdentityStore } from './identity-store.ts';
import { MemoryJournalStore } from './journal-store.ts';
import { MemoryRunStore } from './run-store.ts';
import type { VersionNames } from './run-row.ts';
import { RunTable } from './run-table.ts';
import { MemoryScheduleStore } from './schedule-store.ts';
import { MemoryTokenStore } from './token-store.ts';
import { MemoryTriggerStore } from './trigger-store.ts';
import { MemoryWorkflowStore } from './workflow-store.ts';

export interface MemoryStores {
  readonly runs: MemoryRunStore;
  readonly journal: MemoryJournalStore;
  readonly connectorStore: MemoryConnectorStore;
  readonly tokens: MemoryTokenStore;
  readonly heldSteps: MemoryHeldStepStore;
  readonly admissions: MemoryAdmissionStore;
  readonly schedules: MemoryScheduleStore;
  readonly triggers: MemoryTriggerStore;
  readonly workflows: MemoryWorkflowStore;
  readonly identity: MemoryIdentityStore;
}

/** The stores of one installation, which know each other's names. */
export function createMemoryStores(clock: Pick<Clock, 'nowMs'>, ids: Ids): MemoryStores {
  const identity = new MemoryIdentityStore(clock, ids);
  const table = new RunTable(clock);
  const schedules = new MemoryScheduleStore(table);
  const triggers = new MemoryTriggerStore(table, {
    findWorkspaceId: (slug) => identity.readWorkspaceId(slug),
    isPaused: (workflowId) => workflows.isPaused(workflowId),
  });
  const namesOf = (versionId: string): VersionNames | undefined => {
    const version = workflows.readVersion(versionId);
    return version && { workflowName: version.workflowName, versionNumber: version.number };
  };
  const runs: MemoryRunStore = new MemoryRunStore(table, namesOf);
  const workflows = new MemoryWorkflowStore({
    clock,
    ids,
    findWorkspaceId: (slug) => identity.readWorkspaceId(slug),
    onLive: (live) => {
      schedules.replace(live);
      triggers.replace(live);
    },
    findLastRun: (workflowId) => runs.findLast(workflowId),
  });
  const tokens = new MemoryTokenStore(table);
  return {
    runs,
    journal: new MemoryJournalStore(table),
    connectorStore: new MemoryConnectorStore(table.values),
    tokens,
    heldSteps: new MemoryHeldStepStore({ table, tokens, namesOf }),
    admissions: new MemoryAdmissionStore(table, namesOf),
    schedules,
    triggers,
    workflows,
    identity,
  };
}
