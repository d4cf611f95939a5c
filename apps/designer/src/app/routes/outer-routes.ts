import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { sessionQuery } from '../../lib/queries/session.ts';
import { PageMissing, PageMissingAlone } from '../page-states.tsx';
import { requireSession } from '../session-gate.ts';
import { Shell } from '../shell.tsx';
import { searchName, searchText } from './search-text.ts';

interface Context {
  readonly cache: QueryClient;
}

/** What everything stands in. */
export const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: PageMissingAlone });

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context, location }) => {
    const { workspace } = await requireSession(context.cache, location.href);
    // oxlint-disable-next-line typescript/only-throw-error -- the router's way to redirect
    throw redirect({ to: '/w/$workspace', params: { workspace: workspace.slug } });
  },
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search): { token?: string } => {
    const token = searchName(search.token);
    return token === undefined ? {} : { token };
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/setup/setup-page.tsx')).SetupPage,
  })),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): { next?: string } => {
    const next = searchText(search.next);
    return next === undefined ? {} : { next };
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/setup/login-page.tsx')).LoginPage,
  })),
});

const elsewhere = createRoute({
  getParentRoute: () => root,
  path: '/environment',
  validateSearch: (search): { slug?: string; next?: string } => {
    const [slug, next] = [searchName(search.slug), searchText(search.next)];
    return { ...(slug === undefined ? {} : { slug }), ...(next === undefined ? {} : { next }) };
  },
  beforeLoad: async ({ context, location }) => {
    await requireSession(context.cache, location.href);
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/environments/elsewhere-page.tsx')).ElsewherePage,
  })),
});

/** What pages of a workspace stand in. */
export const workspace = createRoute({
  getParentRoute: () => root,
  path: '/w/$workspace',
  beforeLoad: async ({ context, location, params }) => {
    const session = await requireSession(context.cache, location.href);
    if (session.workspace.slug !== params.workspace)
      // oxlint-disable-next-line typescript/only-throw-error -- the router's way to redirect
      throw redirect({ to: '/environment', search: { slug: params.workspace, next: location.href } });
    return { session: context.cache.getQueryData(sessionQuery.queryKey) ?? session };
  },
  component: Shell,
  notFoundComponent: PageMissing,
});

/** The pages that stand in no workspace. */
export const outerRoutes = [index, setup, login, elsewhere] as const;
