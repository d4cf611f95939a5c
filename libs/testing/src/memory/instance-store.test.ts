import { testInstanceStore } from '../suites/instance-store.suite.ts';
import { MemoryInstanceStore } from './instance-store.ts';

testInstanceStore({
  setup: () => {
    const instance = new MemoryInstanceStore();
    return Promise.resolve({ instance, pause: () => instance.pause() });
  },
});
