import { testConnectionStore } from '../suites/connection-store.suite.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { MemoryConnectionStore } from './connection-store.ts';

testConnectionStore({
  setup: () => {
    const clock = new VirtualClock();
    return Promise.resolve({
      connections: new MemoryConnectionStore(clock),
      workspaceId: 'main',
      otherWorkspaceId: 'other',
      elapse: (seconds) => clock.advance(seconds * 1000),
    });
  },
  teardown: () => Promise.resolve(),
});
