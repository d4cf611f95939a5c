import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { PageError, PageMissing, PagePending } from './page-states.tsx';
import { connectorRoutes } from './routes/connector-routes.ts';
import { outerRoutes, root, workspace } from './routes/outer-routes.ts';
import { workflowRoutes } from './routes/workflow-routes.ts';

const home = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  component: lazyRouteComponent(async () => ({ default: (await import('../features/home/home-page.tsx')).HomePage })),
});
const settings = createRoute({
  getParentRoute: () => workspace,
  path: 'settings',
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/settings/settings-page.tsx')).SettingsPage,
  })),
});

const tree = root.addChildren([
  ...outerRoutes,
  workspace.addChildren([home, ...workflowRoutes, ...connectorRoutes, settings]),
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
