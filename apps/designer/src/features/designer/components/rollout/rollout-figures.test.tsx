import { afterEach, expect, test } from '@jest/globals';
import { cleanup, render } from '@testing-library/react';
import type { Rollout } from '../../../../lib/contract.ts';
import { RolloutFigures } from './rollout-figures.tsx';
import './words.ts';

afterEach(cleanup);

type Stats = NonNullable<Rollout['base']['stats']>;

/** What the bar says of a candidate v8 beside v7. */
function say(candidate: Partial<Stats>, base: Partial<Stats>): { readonly text: string; readonly isWorse: boolean } {
  const whole = (stats: Partial<Stats>): Stats => ({ runs: 0, failed: 0, isCapped: false, ...stats });
  const { container } = render(
    <RolloutFigures base={{ number: 7, stats: whole(base) }} candidate={{ number: 8, stats: whole(candidate) }} />,
  );
  return { text: container.textContent, isWorse: container.querySelector('[data-worse="true"]') !== null };
}

test('each figure stands beside that of the live version', () => {
  const candidate = { runs: 412, failed: 1, errorRate: 0.002, p95Ms: 1100 };
  expect(say(candidate, { runs: 3800, failed: 11, errorRate: 0.003, p95Ms: 1200 })).toEqual({
    text: '412 runserror 0.2 % (v7 0.3 %)P95 1.1 s (v7 1.2 s)',
    isWorse: false,
  });
});

test('what is not known yet is no zero', () => {
  expect(say({}, { runs: 1, errorRate: 0, p95Ms: 5 }).text).toBe('no runs yeterror — (v7 0 %)P95 — (v7 5 ms)');
});

test('more errors than before are marked', () => {
  expect(say({ runs: 1, errorRate: 1 }, { runs: 2, errorRate: 0 })).toMatchObject({ isWorse: true });
});

test('where only the newest runs are counted it is said that there are more', () => {
  expect(say({ runs: 2000, errorRate: 0, isCapped: true }, {}).text).toContain('2,000+ runs');
});
