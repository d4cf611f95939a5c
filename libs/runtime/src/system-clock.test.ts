import { testClock, testIds } from '@millrace/testing/suites';
import { createIds } from './ids.ts';
import { systemClock } from './system-clock.ts';

describe('the clock of the machine', () => {
  testClock({
    setup: () => {
      const clock = systemClock();
      // A timer of its own, which keeps the process alive.
      const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
      return { clock, pass };
    },
  });
});

describe('ids of runs', () => testIds({ setup: createIds }));
