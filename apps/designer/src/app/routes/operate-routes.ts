import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { readTaskSearch } from '../../features/tasks/model/task-search.ts';
import { workspace } from './outer-routes.ts';

const tasks = createRoute({
  getParentRoute: () => workspace,
  path: 'tasks',
  validateSearch: readTaskSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/tasks/tasks-page.tsx')).TasksPage,
  })),
});
const task = createRoute({
  getParentRoute: () => workspace,
  path: 'tasks/$token',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/tasks/task-page.tsx')).TaskPage,
  })),
});

const queues = createRoute({
  getParentRoute: () => workspace,
  path: 'queues',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/queues/queues-page.tsx')).QueuesPage,
  })),
});
const schedules = createRoute({
  getParentRoute: () => workspace,
  path: 'schedules',
  beforeLoad: ({ params }) => {
    // oxlint-disable-next-line typescript/only-throw-error -- the router's way to redirect
    throw redirect({ to: '/w/$workspace/queues', params, hash: 'schedules-title' });
  },
});
const bulks = createRoute({
  getParentRoute: () => workspace,
  path: 'bulk',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/runs/bulk-list-page.tsx')).BulkListPage,
  })),
});

/** What waits, for people or for its turn, and what was done to many runs at once. */
export const operateRoutes = [tasks, task, queues, schedules, bulks] as const;
