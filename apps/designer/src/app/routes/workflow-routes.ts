import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { readLetterSearch } from '../../features/dead-letters/model/letter-search.ts';
import { readErrorSearch } from '../../features/errors/model/error-search.ts';
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
    // oxlint-disable-next-line typescript/only-throw-error -- the router's way to redirect
    throw redirect({ to: '/w/$workspace/workflows/$name/design', params });
  },
});
interface DesignSearch {
  /** What is open at first. */
  readonly step?: string;
  /** The field of it that takes the focus: `Arguments/amount`. */
  readonly field?: string;
  /** The run whose data stands in for what steps read. */
  readonly run?: string;
  /** The error group that is mended. */
  readonly fix?: string;
  /** A connector of which a step is added at once. */
  readonly add?: string;
  /** A version that is edited from. */
  readonly from?: number;
}
const design = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name/design',
  validateSearch: (search): DesignSearch => {
    const [step, add, from] = [searchText(search.step), searchText(search.add), readVersionNumber(search.from)];
    const [run, field, fix] = [searchName(search.run), searchText(search.field), searchName(search.fix)];
    return {
      ...(step === undefined ? {} : { step }),
      ...(run === undefined ? {} : { run }),
      ...(field === undefined ? {} : { field }),
      ...(fix === undefined ? {} : { fix }),
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
const workflowSettings = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name/settings',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/workflow-settings/workflow-settings-page.tsx')).WorkflowSettingsPage,
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
const bulk = createRoute({
  getParentRoute: () => workspace,
  path: 'bulk/$id',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/runs/bulk-page.tsx')).BulkPage,
  })),
});

const errors = createRoute({
  getParentRoute: () => workspace,
  path: 'errors',
  validateSearch: readErrorSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/errors/errors-page.tsx')).ErrorsPage,
  })),
});
const errorGroup = createRoute({
  getParentRoute: () => workspace,
  path: 'errors/$fingerprint',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/errors/error-group-page.tsx')).ErrorGroupPage,
  })),
});

const deadLetters = createRoute({
  getParentRoute: () => workspace,
  path: 'dead-letters',
  validateSearch: readLetterSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/dead-letters/dead-letters-page.tsx')).DeadLettersPage,
  })),
});
const deadLetter = createRoute({
  getParentRoute: () => workspace,
  path: 'dead-letters/$id',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/dead-letters/dead-letter-page.tsx')).DeadLetterPage,
  })),
});

/** Workflows, what is open of one, their runs, what fails, and what never became a run. */
export const workflowRoutes = [
  workflows,
  newWorkflow,
  workflow,
  design,
  workflowRuns,
  versions,
  workflowTests,
  workflowSettings,
  runs,
  run,
  bulk,
  errors,
  errorGroup,
  deadLetters,
  deadLetter,
] as const;
