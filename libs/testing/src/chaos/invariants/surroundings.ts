// What must not show beside the runs.
import type { Invariant } from './invariant.ts';

const GROWTH_SHARE = 1.1;
const GROWTH_BYTES = 50 * 1024 * 1024;

export const noSecret: Invariant = {
  name: 'I11',
  title: 'no secret',
  check: ({ leaks }) => leaks.map(({ where, secret }) => ({ message: `The ${secret} is in ${where}.` })),
};

export const noLeak: Invariant = {
  name: 'I12',
  title: 'no leak',
  isLong: true,
  check: ({ growth }) =>
    growth
      .filter(({ what, before, after }) => after > before * GROWTH_SHARE + (what === 'memory' ? GROWTH_BYTES : 50))
      .map(({ name, what, before, after }) => ({ message: `${name}: ${what} grew from ${before} to ${after}.` })),
};
