import { expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider, skipToken, useQuery } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import type { ReactElement } from 'react';
import type { Queue } from '../../../lib/contract.ts';
import { sessionQuery } from '../../../lib/queries/session.ts';
import { answerRequests } from '../../../testing/answer-requests.ts';
import '../words.ts';
import { QueueTable } from './queue-table.tsx';

const OPEN = { workflow: 'orders', isLive: true, queued: 0, running: 0, waitP95Ms: null } as unknown as Queue;
const PAUSED: Queue = { ...OPEN, pausedAt: '2026-01-01T00:00:00.000Z', pausedBy: 'Ada' };
const KEY = ['queue of the test'];

/** Draws what is known of the queue now. */
function Page(): ReactElement {
  const { data = OPEN } = useQuery<Queue>({ queryKey: KEY, queryFn: skipToken });
  return <QueueTable queues={[data]} areAllPaused={false} />;
}

test('who confirms a pause pauses, though somebody else has done so meanwhile', async () => {
  const requests = answerRequests(() => PAUSED);
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  cache.setQueryData(sessionQuery.queryKey, { permissions: ['run.operate'] } as never);
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: '/w/$workspace', component: Page });
  const history = createMemoryHistory({ initialEntries: ['/w/main'] });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={cache}>
        <RouterProvider router={createRouter({ routeTree: root.addChildren([page]), history }) as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  fireEvent.click(await screen.findByRole('button', { name: /orders/ }));
  const dialog = screen.getByRole('dialog');
  act(() => void cache.setQueryData(KEY, PAUSED));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Pause' }));
  await waitFor(() => expect(requests).toEqual([{ method: 'POST', path: '/api/v1/queues/orders/pause' }]));
});
