import { testConnectorRegistryStore } from '../suites/connector-registry-store.suite.ts';
import { MemoryConnectorRegistryStore } from './connector-registry-store.ts';

testConnectorRegistryStore({
  setup: () =>
    Promise.resolve({
      registry: new MemoryConnectorRegistryStore({ nowMs: () => 1_700_000_000_000 }),
      workspaceId: 'one',
      otherWorkspaceId: 'other',
    }),
  teardown: () => Promise.resolve(),
});
