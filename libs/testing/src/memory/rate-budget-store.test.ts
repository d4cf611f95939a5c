import { testRateBudgetStore } from '../suites/rate-budget-store.suite.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { MemoryRateBudgetStore } from './rate-budget-store.ts';

testRateBudgetStore({
  setup: () => {
    const clock = new VirtualClock();
    return Promise.resolve({
      budgets: new MemoryRateBudgetStore(clock),
      elapse: (seconds) => clock.advance(seconds * 1000),
    });
  },
  teardown: () => Promise.resolve(),
});
