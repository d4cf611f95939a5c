import { createIds } from '@millrace/runtime';
import { testStepSchemaStore } from '../suites/step-schema-store.suite.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { MemoryStepSchemaStore } from './step-schema-store.ts';
import { createMemoryStores } from './stores.ts';

testStepSchemaStore({
  setup: async () => {
    const clock = new VirtualClock();
    const { workflows, identity } = createMemoryStores(clock, createIds(clock));
    const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    const listLiveVersions = async (): Promise<readonly string[]> => {
      const { items } = await workflows.list({ workspaceId, limit: 100 });
      return items.flatMap(({ liveVersion }) => liveVersion?.id ?? []);
    };
    return {
      ...{ workspaceId, workflows, schemas: new MemoryStepSchemaStore({ clock, listLiveVersions }) },
      elapseDays: (days) => clock.advance(days * 86_400_000),
    };
  },
  teardown: () => Promise.resolve(),
});
