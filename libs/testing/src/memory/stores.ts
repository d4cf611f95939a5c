import type { Clock, Ids } from '@millrace/runtime';
import { MemoryAdmissionStore } from './admission-store.ts';
import { MemoryAlertStore } from './alert-store.ts';
import { MemoryBoardStore } from './board-store.ts';
import { MemoryBulkStore } from './bulk-store.ts';
import { MemoryCaptureStore } from './capture-store.ts';
import { MemoryConnectorStore } from './connector-store.ts';
import { MemoryDraftTestStore } from './draft-test-store.ts';
import { MemoryErrorGroupStore } from './error-group-store.ts';
import { MemoryHeldStepStore } from './held-step-store.ts';
import { MemoryMetricStore } from './metric-store.ts';
import { MemoryIdentityStore } from './identity-store.ts';
import { MemoryJournalStore } from './journal-store.ts';
import { MemoryRunSearch } from './run-search.ts';
import { MemoryRunStore } from './run-store.ts';
import { MemoryRunViewStore } from './run-view-store.ts';
import type { VersionNames } from './run-row.ts';
import { RunTable } from './run-table.ts';
import { MemoryRolloutStore } from './rollout-store.ts';
import { MemorySampleStore } from './sample-store.ts';
import { MemoryScheduleStore } from './schedule-store.ts';
import { MemoryTokenStore } from './token-store.ts';
import { MemoryTriggerStore } from './trigger-store.ts';
import { MemoryWorkflowMarks } from './workflow-marks.ts';
import { MemoryWorkflowStore } from './workflow-store.ts';

export interface MemoryStores {
  readonly runs: MemoryRunStore;
  readonly runSearch: MemoryRunSearch;
  readonly runViews: MemoryRunViewStore;
  readonly journal: MemoryJournalStore;
  readonly connectorStore: MemoryConnectorStore;
  readonly tokens: MemoryTokenStore;
  readonly heldSteps: MemoryHeldStepStore;
  readonly errorGroups: MemoryErrorGroupStore;
  readonly metrics: MemoryMetricStore;
  readonly admissions: MemoryAdmissionStore;
  readonly alerts: MemoryAlertStore;
  readonly boards: MemoryBoardStore;
  readonly bulk: MemoryBulkStore;
  readonly schedules: MemoryScheduleStore;
  readonly triggers: MemoryTriggerStore;
  readonly rollouts: MemoryRolloutStore;
  readonly workflows: MemoryWorkflowStore;
  readonly draftTests: MemoryDraftTestStore;
  readonly samples: MemorySampleStore;
  readonly captures: MemoryCaptureStore;
  readonly workflowMarks: MemoryWorkflowMarks;
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
    if (version === undefined) return undefined;
    const { workflowName, number } = version;
    return number === undefined ? { workflowName } : { workflowName, versionNumber: number };
  };
  const runs: MemoryRunStore = new MemoryRunStore(table, namesOf);
  const errorGroups = new MemoryErrorGroupStore(clock, namesOf);
  table.onFailed = (row) => errorGroups.note(row);
  const rollouts: MemoryRolloutStore = new MemoryRolloutStore({
    ...{ clock, ids },
    requireWorkflow: (named) => workflows.requireRolled(named),
  });
  const workflows = new MemoryWorkflowStore({
    ...{ clock, ids, rollouts },
    findWorkspaceId: (slug) => identity.readWorkspaceId(slug),
    onLive: (live) => {
      schedules.replace(live);
      triggers.replace(live);
    },
    findLastRun: (workflowId) => runs.findLast(workflowId),
  });
  const tokens = new MemoryTokenStore(table);
  const captures = new MemoryCaptureStore(clock, {
    workflows,
    findWorkspaceId: (slug) => identity.readWorkspaceId(slug),
  });
  return {
    runs,
    runSearch: new MemoryRunSearch(table, namesOf),
    runViews: new MemoryRunViewStore(clock),
    journal: new MemoryJournalStore(table),
    connectorStore: new MemoryConnectorStore(table.values),
    tokens,
    heldSteps: new MemoryHeldStepStore({ table, tokens, namesOf }),
    errorGroups,
    metrics: new MemoryMetricStore(table, {
      namesOf,
      hasWorkflow: (workflowId) => workflows.readMark(workflowId) !== undefined,
    }),
    admissions: new MemoryAdmissionStore(table, namesOf),
    alerts: new MemoryAlertStore({
      table,
      findWorkflowId: (named) => workflows.requireRolled(named).id,
      slugOf: (workspaceId) => identity.readSlug(workspaceId),
    }),
    boards: new MemoryBoardStore(clock),
    bulk: new MemoryBulkStore(table, namesOf),
    schedules,
    triggers,
    rollouts,
    workflows,
    draftTests: new MemoryDraftTestStore(workflows),
    samples: new MemorySampleStore(clock, workflows),
    captures,
    workflowMarks: new MemoryWorkflowMarks({ workflows, captures, rollouts }),
    identity,
  };
}
