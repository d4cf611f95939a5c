import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { sessionQuery } from '../../../lib/queries/session.ts';
import { answerRequests } from '../../../testing/answer-requests.ts';
import '../words.ts';
import { LetterBulk } from './letter-bulk.tsx';

afterEach(cleanup);
// A text that grows asks for it, and jsdom has none.
Object.defineProperty(document, 'fonts', { value: new EventTarget() });

/** Asks to discard all, and says why; the server counts so many. */
async function discard(count: () => number): Promise<void> {
  answerRequests(() => ({ total: count() }));
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  cache.setQueryData(sessionQuery.queryKey, { permissions: ['run.operate'] } as never);
  const root = createRootRoute();
  const page = createRoute({
    getParentRoute: () => root,
    path: '/w/$workspace',
    component: () => <LetterBulk filter={{ state: ['open'] }} />,
  });
  const history = createMemoryHistory({ initialEntries: ['/w/main'] });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={cache}>
        <RouterProvider router={createRouter({ routeTree: root.addChildren([page]), history }) as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  fireEvent.click(await screen.findByRole('button', { name: /^Discard/ }));
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'They are tests.' } });
}

const confirm = (): HTMLButtonElement => screen.getAllByRole<HTMLButtonElement>('button', { name: /^Discard/ }).at(-1)!;

test('what is counted is discarded', async () => {
  await discard(() => 3);
  await screen.findByRole('dialog', { name: /3/ });
  expect(confirm().disabled).toBe(false);
});

test('nothing is discarded where there is none', async () => {
  await discard(() => 0);
  await screen.findByRole('dialog', { name: /\b(0|no)\b/i });
  expect(confirm().disabled).toBe(true);
});

test('what could not be counted is not discarded, and why is said', async () => {
  await discard(() => {
    throw new Error('Nobody is there.');
  });
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(confirm().disabled).toBe(true);
});
