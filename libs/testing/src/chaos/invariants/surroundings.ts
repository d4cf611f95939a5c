// What must not show beside the runs.
import type { Facts } from '../facts.ts';
import type { Invariant } from './invariant.ts';

const GROWTH_SHARE = 1.1;
const GROWTH_BYTES = 50 * 1024 * 1024;
const GROWTH_COUNT = 50;

export const noSecret: Invariant = {
  name: 'I11',
  title: 'no secret',
  check: ({ leaks }) => leaks.map(({ where, secret }) => ({ message: `The ${secret} is in ${where}.` })),
};

/** More than a tenth, and more than any process may need now and then. */
export const isLeak = ({ what, before, after }: Facts['growth'][number]): boolean =>
  after > before * GROWTH_SHARE + (what === 'memory' ? GROWTH_BYTES : GROWTH_COUNT);

export const noLeak: Invariant = {
  name: 'I12',
  title: 'no leak',
  isLong: true,
  check: ({ growth }) =>
    growth
      .filter(isLeak)
      .map(({ name, what, before, after }) => ({ message: `${name}: ${what} grew from ${before} to ${after}.` })),
};
