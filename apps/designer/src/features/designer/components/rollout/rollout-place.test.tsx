import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { Rollout } from '../../../../lib/contract.ts';
import { rolloutQuery } from '../../../../lib/queries/rollouts.ts';
import { sessionQuery } from '../../../../lib/queries/session.ts';
import { RolloutPlace } from './rollout-place.tsx';

// It is loaded when there is something to say: tests do not wait for that.
beforeAll(() => import('./rollout-bar.tsx'), 30_000);
afterEach(() => {
  cleanup();
  localStorage.clear();
});

const stats = { runs: 60, failed: 0, errorRate: 0, isCapped: false };
const rollout: Rollout = {
  ...{ id: 'r', percent: 10, rule: { maxErrorPoints: 5, minRuns: 50 }, startedAt: '2030-01-01T00:00:00Z' },
  base: { number: 7, stats },
  candidate: { number: 8, stats },
};
const ended: Rollout = {
  ...rollout,
  end: {
    ...{ at: '2030-01-01T01:00:00Z', outcome: 'rolled_back', isAutomatic: true },
    reason: 'v8 failed in 12 of 60 runs (20 %), v7 failed in 3 of 540 runs (0.6 %): more than 5 points apart.',
  },
};

/** Draws what is above the designer of a workflow, for somebody with these permissions. */
function show(answer: Rollout, permissions: readonly string[] = ['workflow.publish']): void {
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, refetchInterval: false } } });
  cache.setQueryData(rolloutQuery('orders').queryKey, { rollout: answer });
  cache.setQueryData(sessionQuery.queryKey, { permissions } as never);
  const root = createRootRoute();
  const workspace = createRoute({ getParentRoute: () => root, path: '/w/$workspace' });
  const design = createRoute({
    getParentRoute: () => workspace,
    path: '/workflows/$name/design',
    component: () => <RolloutPlace name="orders" />,
  });
  const router = createRouter({
    routeTree: root.addChildren([workspace.addChildren([design])]),
    history: createMemoryHistory({ initialEntries: ['/w/main/workflows/orders/design'] }),
  });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={cache}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

test('an active one has its share, its rule and its ways out', async () => {
  show(rollout);
  expect(await screen.findByText('v8 gets 10 %')).toBeTruthy();
  expect(screen.getAllByRole('radio').map((radio) => (radio as HTMLInputElement).value)).toEqual([
    '1',
    '5',
    '10',
    '25',
    '50',
    '100',
  ]);
  expect(screen.getByRole<HTMLInputElement>('radio', { name: '10 %' }).checked).toBe(true);
  for (const name of ['Rolls back at +5 points, after 50 runs', 'Roll back', 'Promote v8'])
    expect(screen.getByRole('button', { name })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Compare v7 with v8' })).toBeTruthy();
});

test('who may not publish sees how it goes, and no more', async () => {
  show(rollout, ['workflow.read']);
  expect(await screen.findByText('v8 gets 10 %')).toBeTruthy();
  expect(screen.queryAllByRole('button')).toEqual([]);
  expect(screen.queryAllByRole('radio')).toEqual([]);
});

test('after its rule has ended it the bar says why, until it is put away', async () => {
  show(ended);
  expect((await screen.findByRole('status')).textContent).toContain('v8 failed in 12 of 60 runs (20 %)');
  fireEvent.click(screen.getByRole('button', { name: 'Put away' }));
  await waitFor(() => expect(screen.queryByRole('region')).toBeNull());
  cleanup();
  show({ ...ended, id: 'another' });
  expect(await screen.findByRole('status')).toBeTruthy();
});
