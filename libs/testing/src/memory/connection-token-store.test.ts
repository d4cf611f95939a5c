import { testConnectionTokenStore } from '../suites/connection-token-store.suite.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { MemoryConnectionTokenStore } from './connection-token-store.ts';

testConnectionTokenStore({
  setup: () => {
    const clock = new VirtualClock();
    return Promise.resolve({
      tokens: new MemoryConnectionTokenStore(clock),
      connectionId: 'connection',
      elapse: (seconds) => clock.advance(seconds * 1000),
    });
  },
  teardown: () => Promise.resolve(),
});
