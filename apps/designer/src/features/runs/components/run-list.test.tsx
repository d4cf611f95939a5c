import { expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { fireEvent, render, screen, within } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import { sessionQuery } from '../../../lib/queries/session.ts';
import { answerRequests } from '../../../testing/answer-requests.ts';
import { RunList } from './run-list.tsx';

function Page(): ReactElement {
  const [q, setQ] = useState('status:failed');
  return (
    <>
      <input aria-label="Address" value={q} onChange={({ currentTarget }) => setQ(currentTarget.value)} />
      <RunList search={{ q }} onSearch={(next) => setQ(next.q ?? '')} ofWorkflow="orders" />
    </>
  );
}

const goTo = (value: string): void => void fireEvent.change(screen.getByLabelText('Address'), { target: { value } });

test('in the place of a list whose query is not understood stands why', async () => {
  answerRequests(({ path }) => (path.endsWith('/histogram') ? { buckets: [] } : { items: [] }));
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  cache.setQueryData(sessionQuery.queryKey, { permissions: [] } as never);
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
  await screen.findByRole('search');
  const title = 'The query cannot be answered';
  expect(screen.queryByText(title)).toBeNull();
  goTo('from:2026-01-03 until:2026-01-02');
  const alert = screen.getByText(title).closest<HTMLElement>('[role=alert]')!;
  within(alert).getByText(/The range ends before it begins/);
  goTo('status:failed');
  expect(screen.queryByText(title)).toBeNull();
});
