import { testOAuthStores } from '../suites/oauth-store.suite.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { MemoryOAuthClientStore } from './oauth-client-store.ts';
import { MemoryOAuthStateStore } from './oauth-state-store.ts';

testOAuthStores({
  setup: () => {
    const clock = new VirtualClock();
    return Promise.resolve({
      ...{ clients: new MemoryOAuthClientStore(clock), states: new MemoryOAuthStateStore(clock) },
      ...{ workspaceId: 'main', otherWorkspaceId: 'other', userId: 'ada', otherUserId: 'bob' },
      elapse: (seconds) => clock.advance(seconds * 1000),
    });
  },
  teardown: () => Promise.resolve(),
});
