import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { readRunSearch } from '../../features/runs/model/run-search.ts';
import { readVersionNumber, readVersionSearch } from '../../features/versions/model/version-search.ts';
import { readNewWorkflowSearch } from '../../features/workflows/model/new-workflow-search.ts';
import { workspace } from './outer-routes.ts';
import { searchName, searchText } from './search-text.ts';

const workflows = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/workflows/workflows-page.tsx')).WorkflowsPage,
  })),
});
const newWorkflow = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/new',
  validateSearch: readNewWorkflowSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/workflows/new-workflow-page.tsx')).NewWorkflowPage,
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
    const [step, add, from] = [searchText(search.step), searchText(search.add), readVersionNumber(search.from)];
    return {
      ...(step === undefined ? {} : { step }),
      ...(add === undefined ? {} : { add }),
      ...(from === undefined ? {} : { from }),
    };
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/designer/designer-page.tsx')).DesignerPage,
  })),
});
const workflowRuns = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name/runs',
  validateSearch: readRunSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../workflow-runs-page.tsx')).WorkflowRunsPage,
  })),
});
const versions = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name/versions',
  validateSearch: readVersionSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/versions/versions-page.tsx')).VersionsPage,
  })),
});
const workflowTests = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name/tests',
  validateSearch: (search): { test?: string } => {
    const test = searchName(search.test);
    return test === undefined ? {} : { test };
  },
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/workflow-tests/workflow-tests-page.tsx')).WorkflowTestsPage,
  })),
});
const runs = createRoute({
  getParentRoute: () => workspace,
  path: 'runs',
  validateSearch: readRunSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/runs/runs-page.tsx')).RunsPage,
  })),
});

const RUN_TABS = ['waterfall', 'canvas', 'payload'] as const;
const run = createRoute({
  getParentRoute: () => workspace,
  path: 'runs/$id',
  validateSearch: (search): { tab?: (typeof RUN_TABS)[number]; step?: string } => {
    const tab = RUN_TABS.find((name) => name === search.tab);
    const step = searchText(search.step);
    return { ...(tab === undefined ? {} : { tab }), ...(step === undefined ? {} : { step }) };
  },
  component: lazyRouteComponent(async () => ({ default: (await import('../../features/runs/run-page.tsx')).RunPage })),
});

/** Workflows, what is open of one, and their runs. */
export const workflowRoutes = [
  workflows,
  newWorkflow,
  workflow,
  design,
  workflowRuns,
  versions,
  workflowTests,
  runs,
  run,
] as const;
