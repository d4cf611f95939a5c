import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { readConnectionSearch } from '../features/connections/model/connection-search.ts';
import { readCatalogueSearch } from '../features/connectors/model/catalogue.ts';
import { readConnectorSearch } from '../features/connectors/model/connector-search.ts';
import { readRunSearch } from '../features/runs/model/run-search.ts';
import { readVersionNumber, readVersionSearch } from '../features/versions/model/version-search.ts';
import { readNewWorkflowSearch } from '../features/workflows/model/new-workflow-search.ts';
import { sessionQuery } from '../lib/queries/session.ts';
import { PageError, PageMissing, PageMissingAlone, PagePending } from './page-states.tsx';
import { requireSession } from './session-gate.ts';
import { Shell } from './shell.tsx';

interface Context {
  readonly cache: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: PageMissingAlone });

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context, location }) => {
    const { workspace } = await requireSession(context.cache, location.href);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to redirect
    throw redirect({ to: '/w/$workspace', params: { workspace: workspace.slug } });
  },
});

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search): { token?: string } => {
    const token = search.token;
    // A token of digits alone is read as a number by the router.
    return typeof token === 'number' || (typeof token === 'string' && token !== '') ? { token: `${token}` } : {};
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/setup/setup-page.tsx')).SetupPage,
  })),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): { next?: string } => {
    const next = text(search.next);
    return next === undefined ? {} : { next };
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/setup/login-page.tsx')).LoginPage,
  })),
});

const elsewhere = createRoute({
  getParentRoute: () => root,
  path: '/environment',
  validateSearch: (search): { slug?: string; next?: string } => {
    // A slug of digits alone is read as a number by the router.
    const slug = typeof search.slug === 'number' ? `${search.slug}` : text(search.slug);
    const next = text(search.next);
    return { ...(slug === undefined ? {} : { slug }), ...(next === undefined ? {} : { next }) };
  },
  beforeLoad: async ({ context, location }) => {
    await requireSession(context.cache, location.href);
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/environments/elsewhere-page.tsx')).ElsewherePage,
  })),
});

const workspace = createRoute({
  getParentRoute: () => root,
  path: '/w/$workspace',
  beforeLoad: async ({ context, location, params }) => {
    const session = await requireSession(context.cache, location.href);
    if (session.workspace.slug !== params.workspace)
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to redirect
      throw redirect({ to: '/environment', search: { slug: params.workspace, next: location.href } });
    return { session: context.cache.getQueryData(sessionQuery.queryKey) ?? session };
  },
  component: Shell,
  notFoundComponent: PageMissing,
});

const home = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  component: lazyRouteComponent(async () => ({ default: (await import('../features/home/home-page.tsx')).HomePage })),
});
const workflows = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows',
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/workflows/workflows-page.tsx')).WorkflowsPage,
  })),
});
const newWorkflow = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/new',
  validateSearch: readNewWorkflowSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/workflows/new-workflow-page.tsx')).NewWorkflowPage,
  })),
});
const workflow = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name',
  beforeLoad: ({ params }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to redirect
    throw redirect({ to: '/w/$workspace/workflows/$name/design', params });
  },
});
const design = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name/design',
  validateSearch: (search): { step?: string; add?: string; from?: number } => {
    const [step, add, from] = [text(search.step), text(search.add), readVersionNumber(search.from)];
    return {
      ...(step === undefined ? {} : { step }),
      ...(add === undefined ? {} : { add }),
      ...(from === undefined ? {} : { from }),
    };
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/designer/designer-page.tsx')).DesignerPage,
  })),
});
const workflowRuns = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name/runs',
  validateSearch: readRunSearch,
  component: lazyRouteComponent(async () => ({ default: (await import('./workflow-runs-page.tsx')).WorkflowRunsPage })),
});
const versions = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name/versions',
  validateSearch: readVersionSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/versions/versions-page.tsx')).VersionsPage,
  })),
});
const workflowTests = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name/tests',
  validateSearch: (search): { test?: string } => {
    // A name of digits alone is read as a number by the router.
    const test = typeof search.test === 'number' ? `${search.test}` : text(search.test);
    return test === undefined ? {} : { test };
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/workflow-tests/workflow-tests-page.tsx')).WorkflowTestsPage,
  })),
});
const runs = createRoute({
  getParentRoute: () => workspace,
  path: 'runs',
  validateSearch: readRunSearch,
  component: lazyRouteComponent(async () => ({ default: (await import('../features/runs/runs-page.tsx')).RunsPage })),
});

const RUN_TABS = ['waterfall', 'canvas', 'payload'] as const;
const run = createRoute({
  getParentRoute: () => workspace,
  path: 'runs/$id',
  validateSearch: (search): { tab?: (typeof RUN_TABS)[number]; step?: string } => {
    const tab = RUN_TABS.find((name) => name === search.tab);
    const step = text(search.step);
    return { ...(tab === undefined ? {} : { tab }), ...(step === undefined ? {} : { step }) };
  },
  component: lazyRouteComponent(async () => ({ default: (await import('../features/runs/run-page.tsx')).RunPage })),
});
const connectors = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors',
  validateSearch: readCatalogueSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/connectors/connectors-page.tsx')).ConnectorsPage,
  })),
});
const connectorPage = lazyRouteComponent(async () => ({
  default: (await import('../features/connectors/connector-page.tsx')).ConnectorPage,
}));
const connector = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/$connector',
  validateSearch: readConnectorSearch,
  component: connectorPage,
});
const uploadConnector = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/new/upload',
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/connectors/upload-page.tsx')).UploadPage,
  })),
});
const importConnector = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/new/openapi',
  validateSearch: (search): { connector?: string } => {
    const name = text(search.connector);
    return name === undefined ? {} : { connector: name };
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/connectors/openapi-page.tsx')).OpenApiPage,
  })),
});
const addPiece = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/new/piece',
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/connectors/piece-page.tsx')).PiecePage,
  })),
});
const publisherKeys = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/publishers/keys',
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/connectors/keys-page.tsx')).KeysPage,
  })),
});
const connectorVersion = createRoute({
  getParentRoute: () => workspace,
  path: 'connectors/$connector/v/$version',
  validateSearch: readConnectorSearch,
  component: connectorPage,
});
const connections = createRoute({
  getParentRoute: () => workspace,
  path: 'connections',
  validateSearch: readConnectionSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/connections/connections-page.tsx')).ConnectionsPage,
  })),
});
const connection = createRoute({
  getParentRoute: () => workspace,
  path: 'connections/$connection',
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/connections/connection-page.tsx')).ConnectionPage,
  })),
});
const settings = createRoute({
  getParentRoute: () => workspace,
  path: 'settings',
  component: lazyRouteComponent(async () => ({
    default: (await import('../features/settings/settings-page.tsx')).SettingsPage,
  })),
});

const tree = root.addChildren([
  index,
  setup,
  login,
  elsewhere,
  workspace.addChildren([
    home,
    workflows,
    newWorkflow,
    workflow,
    design,
    workflowRuns,
    versions,
    workflowTests,
    runs,
    run,
    connectors,
    connector,
    connectorVersion,
    uploadConnector,
    importConnector,
    addPiece,
    publisherKeys,
    connections,
    connection,
    settings,
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
