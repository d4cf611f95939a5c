import { createIds, type Ids } from '@millrace/runtime';
import { aWorkflow } from '../builders/workflow.ts';
import { testAdmissionStore } from '../suites/admission-store.suite.ts';
import { testAlertStore } from '../suites/alert-store.suite.ts';
import { testBoardStore } from '../suites/board-store.suite.ts';
import { testBulkStore } from '../suites/bulk-store.suite.ts';
import { testConnectorStore } from '../suites/connector-store.suite.ts';
import { testDispatcher } from '../suites/dispatcher.suite.ts';
import { testDraftTesting } from '../suites/draft-testing.suite.ts';
import { testErrorGroupStore } from '../suites/error-group-store.suite.ts';
import { testFileStore } from '../suites/file-store.suite.ts';
import { testIdentityStore } from '../suites/identity-store.suite.ts';
import { testWorkspaceStore } from '../suites/workspace-store.suite.ts';
import { testIds } from '../suites/ids.suite.ts';
import { testJournalStore } from '../suites/journal-store.suite.ts';
import { testMetricRecords } from '../suites/metric-records.suite.ts';
import { testMetricStore } from '../suites/metric-store.suite.ts';
import { testRolloutStore } from '../suites/rollout-store.suite.ts';
import { testRunNews } from '../suites/run-news.suite.ts';
import { testRunRelations } from '../suites/run-relations.suite.ts';
import { testRunSearch } from '../suites/run-search.suite.ts';
import { testRunStore } from '../suites/run-store.suite.ts';
import { testScheduleStore } from '../suites/schedule-store.suite.ts';
import { testHeldStepStore } from '../suites/held-step-store.suite.ts';
import { testTokenStore } from '../suites/token-store.suite.ts';
import { testTriggerStore } from '../suites/trigger-store.suite.ts';
import { testWorkflowStore } from '../suites/workflow-store.suite.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { MemoryDispatcher, WakeMedium } from './dispatcher.ts';
import { MemoryFileStore } from './file-store.ts';
import { MemoryMetricRecords } from './metric-records.ts';
import { createMemoryStores, type MemoryStores } from './stores.ts';

function open(): MemoryStores & { readonly clock: VirtualClock; readonly ids: Ids } {
  const clock = new VirtualClock();
  const ids = createIds(clock);
  return { clock, ids, ...createMemoryStores(clock, ids) };
}
const teardown = (): Promise<void> => Promise.resolve();

async function openRuns() {
  const { clock, ids, workflows, identity, ...stores } = open();
  const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  const { workflowId } = await workflows.create({ workspaceId, name: 'orders', document: {} });
  const document = aWorkflow();
  const version = await workflows.publish({ workspaceId, name: 'orders', document, contentHash: 'a', note: '' });
  const origin = { workspaceId, workflowId, versionId: version.id };
  const elapse = (seconds: number): Promise<void> => clock.advance(seconds * 1000);
  const others = { other: stores.runs, otherAdmissions: stores.admissions, otherSchedules: stores.schedules };
  return { ...stores, ...others, workflows, clock, ids, origin, elapse };
}

describe('runs in memory', () => {
  testRunStore({ setup: openRuns, teardown });
  testRunRelations({ setup: openRuns, teardown });
  testRunNews({ setup: openRuns, teardown });
  testRunSearch({ setup: openRuns, teardown });
});

describe('figures in memory', () =>
  testMetricStore({
    setup: async () => {
      const { metrics, ...stores } = await openRuns();
      return { ...stores, metrics, otherMetrics: metrics };
    },
    teardown,
  }));

describe('baselines in memory', () =>
  testMetricRecords({
    setup: () => {
      const clock = new VirtualClock();
      const ids = createIds(clock);
      const records = new MemoryMetricRecords(() => clock.nowMs());
      return Promise.resolve({ records, workspaceId: 'here', elsewhere: 'there', newId: () => ids.runId() });
    },
    teardown,
  }));

describe('boards in memory', () =>
  testBoardStore({
    setup: () => {
      const { boards, ids } = open();
      return Promise.resolve({ boards, workspaceId: 'here', elsewhere: 'there', newId: () => ids.runId() });
    },
    teardown,
  }));

describe('journals in memory', () => testJournalStore({ setup: openRuns, teardown }));

describe('task tokens in memory', () => testTokenStore({ setup: openRuns, teardown }));

describe('steps that stand still in memory', () =>
  testHeldStepStore({
    setup: async () => {
      const { heldSteps, ...stores } = await openRuns();
      return { ...stores, heldSteps, otherHeldSteps: heldSteps, connections: ['acme', 'other'] };
    },
    teardown,
  }));

describe('what connectors keep, in memory', () =>
  testConnectorStore({
    setup: async () => {
      const { connectorStore: values, ...stores } = await openRuns();
      return { ...stores, values };
    },
    teardown,
  }));

describe('groups of failures in memory', () => testErrorGroupStore({ setup: openRuns, teardown }));

describe('admission in memory', () => testAdmissionStore({ setup: openRuns, teardown }));

describe('alerts in memory', () =>
  testAlertStore({
    setup: async () => {
      const { alerts, ...stores } = await openRuns();
      const setBack = (seconds: number): Promise<void> => {
        stores.clock.adjustWall(-seconds * 1000);
        return Promise.resolve();
      };
      return { ...stores, alerts, otherAlerts: alerts, setBack };
    },
    teardown,
  }));

describe('bulk actions in memory', () =>
  testBulkStore({
    setup: async () => {
      const { bulk, ...stores } = await openRuns();
      return { ...stores, bulk, otherBulk: bulk };
    },
    teardown,
  }));

describe('schedules in memory', () => testScheduleStore({ setup: openRuns, teardown }));

describe('triggers in memory', () => {
  testTriggerStore({
    setup: async () => {
      const opened = await openRuns();
      const noteAccount = (connection: string, accountId: string): Promise<void> => {
        opened.triggers.accounts.set(connection, accountId);
        return Promise.resolve();
      };
      return { ...opened, otherTriggers: opened.triggers, noteAccount, makeId: () => opened.ids.runId() };
    },
    teardown,
  });
});

describe('workflows in memory', () => {
  testWorkflowStore({
    setup: async () => {
      const stores = open();
      const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
      const { id: otherWorkspaceId } = await stores.identity.ensureWorkspace({ slug: 'other', name: 'Other' });
      return { ...stores, workspaceId, otherWorkspaceId };
    },
    teardown,
  });
});

describe('rollouts in memory', () => {
  testRolloutStore({
    setup: async () => {
      const stores = open();
      const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
      return { ...stores, otherRollouts: stores.rollouts, workspaceId };
    },
    teardown,
  });
});

describe('testing of drafts in memory', () => {
  testDraftTesting({
    setup: async () => {
      const stores = open();
      const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
      const { id: otherWorkspaceId } = await stores.identity.ensureWorkspace({ slug: 'other', name: 'Other' });
      return { ...stores, workspaceId, otherWorkspaceId };
    },
    teardown,
  });
});

describe('people in memory', () => {
  testIdentityStore({
    setup: () => {
      const { clock, identity } = open();
      return Promise.resolve({
        identity,
        clock,
        elapse: (seconds) => clock.advance(seconds * 1000),
      });
    },
    teardown,
  });
});

describe('workspaces in memory', () => {
  testWorkspaceStore({
    setup: () => {
      const { clock, identity } = open();
      return Promise.resolve({ identity, workspaces: identity, clock });
    },
    teardown,
  });
});

describe('files in memory', () => {
  testFileStore({
    setup: () => {
      const files = new MemoryFileStore();
      return Promise.resolve({ files, count: () => files.count });
    },
    teardown,
  });
});

describe('wake-ups in memory', () => {
  testDispatcher({
    setup: () => {
      const medium = new WakeMedium();
      return Promise.resolve({ here: new MemoryDispatcher(medium), there: new MemoryDispatcher(medium) });
    },
    teardown,
  });
});

describe('ids', () => testIds({ setup: createIds }));
