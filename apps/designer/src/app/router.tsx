import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { readBoardSearch } from '../features/dashboards/model/board-search.ts';
import { readDashboardSearch } from '../features/dashboards/model/dashboard-search.ts';
import { readHomeSearch } from '../features/home/model/home-search.ts';
import { readLogSearch } from '../features/settings/model/log-search.ts';
import { PageError, PageMissing, PagePending } from './page-states.tsx';
import { alertRoutes } from './routes/alert-routes.ts';
import { connectorRoutes } from './routes/connector-routes.ts';
import { operateRoutes } from './routes/operate-routes.ts';
import { outerRoutes, root, workspace } from './routes/outer-routes.ts';
import { workflowRoutes } from './routes/workflow-routes.ts';

const home = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  validateSearch: readHomeSearch,
  component: lazyRouteComponent(async () => ({ default: (await import('../features/home/home-page.tsx')).HomePage })),
});
const dashboards = createRoute({
  getParentRoute: () => workspace,
  path: 'dashboards',
  validateSearch: readDashboardSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/dashboards/dashboards-page.tsx')).DashboardsPage,
  })),
});
const board = createRoute({
  getParentRoute: () => workspace,
  path: 'dashboards/$id',
  validateSearch: readBoardSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/dashboards/board-page.tsx')).BoardPage,
  })),
});
const settings = createRoute({
  getParentRoute: () => workspace,
  path: 'settings',
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/settings/settings-page.tsx')).SettingsPage,
  })),
});
const logs = createRoute({
  getParentRoute: () => workspace,
  path: 'settings/logs',
  validateSearch: readLogSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/settings/logs-page.tsx')).LogsPage,
  })),
});
const storage = createRoute({
  getParentRoute: () => workspace,
  path: 'settings/storage',
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/settings/storage-page.tsx')).StoragePage,
  })),
});

const tree = root.addChildren([
  ...outerRoutes,
  workspace.addChildren([
    home,
    dashboards,
    board,
    ...workflowRoutes,
    ...alertRoutes,
    ...operateRoutes,
    ...connectorRoutes,
    settings,
    logs,
    storage,
  ]),
]);

/** The routes of the product over one query cache. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the router's type is made of all routes
export function createAppRouter(cache: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { cache },
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    defaultPendingComponent: PagePending,
    defaultNotFoundComponent: PageMissing,
    defaultPendingMs: 200,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
