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
import { act, cleanup, createEvent, fireEvent, render, screen } from '@testing-library/react';
import { connectorsQuery } from '../../lib/queries/connectors.ts';
import { workflowNamesQuery } from '../../lib/queries/workflows.ts';
import { readNewWorkflowSearch } from './model/new-workflow-search.ts';
import { NewWorkflowPage } from './new-workflow-page.tsx';

const document = {
  ...{ millrace: 1, name: 'orders', title: 'Orders' },
  machine: { StartAt: 'A', States: { A: { Type: 'Succeed' } } },
};
const BROKEN = '{ "millrace": 1,';
const REFUSED = 'It cannot be read as JSON';

// It is loaded when there is something to draw: tests do not wait for that.
beforeAll(() => import('../../components/canvas/workflow-canvas.tsx'), 30_000);
afterEach(cleanup);

/** Draws the page with the preview of a template, and gives the way to another address of it. */
async function show(): Promise<(search: string) => Promise<void>> {
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  cache.setQueryData(connectorsQuery.queryKey, { items: [] });
  cache.setQueryData(workflowNamesQuery.queryKey, []);
  const root = createRootRoute();
  const workspace = createRoute({ getParentRoute: () => root, path: '/w/$workspace' });
  const all = createRoute({ getParentRoute: () => workspace, path: 'workflows' });
  const page = createRoute({
    getParentRoute: () => workspace,
    path: 'workflows/new',
    validateSearch: readNewWorkflowSearch,
    component: NewWorkflowPage,
  });
  const history = createMemoryHistory({ initialEntries: ['/w/main/workflows/new?template=morning-report'] });
  const router = createRouter({ routeTree: root.addChildren([workspace.addChildren([all, page])]), history });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={cache}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  await heading('Morning report');
  return (search) => act(() => router.navigate({ to: `/w/main/workflows/new${search}` } as never));
}

const heading = (name: string): Promise<HTMLElement> => screen.findByRole('heading', { level: 1, name });
const paste = (text: string): boolean =>
  fireEvent.paste(globalThis.document.body, { clipboardData: { files: [], getData: () => text } });
function drop(text: string): void {
  const file = Object.assign(new File([text], 'workflow.json'), { text: () => Promise.resolve(text) });
  const target = screen.getByRole('heading', { level: 1 });
  const event = createEvent.drop(target);
  Object.assign(event, { dataTransfer: { files: [file], types: ['Files'] } });
  fireEvent(target, event);
}

for (const [how, bring] of Object.entries({ paste, drop }))
  test(`a refused ${how} over the preview of a template says why, and the template stays`, async () => {
    await show();
    bring(BROKEN);
    expect((await screen.findByRole('alert')).textContent).toContain(REFUSED);
    expect(await heading('Morning report')).toBeTruthy();
  });

test('a workflow that was brought stays when the next one is refused, until one is taken', async () => {
  await show();
  paste(JSON.stringify(document));
  await heading('Orders');
  paste(BROKEN);
  expect((await screen.findByRole('alert')).textContent).toContain(REFUSED);
  expect(await heading('Orders')).toBeTruthy();
  paste(JSON.stringify({ ...document, title: 'Bills' }));
  await heading('Bills');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('what is said of a refusal stays where it was said', async () => {
  const go = await show();
  paste(BROKEN);
  await screen.findByRole('alert');
  await go('');
  await heading('What starts it?');
  expect(screen.queryByRole('alert')).toBeNull();
});
