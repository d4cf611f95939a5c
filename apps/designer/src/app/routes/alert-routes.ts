import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readAlertSearch, readRollBack } from '../../features/alerts/model/alert-search.ts';
import { workspace } from './outer-routes.ts';

const alerts = createRoute({
  getParentRoute: () => workspace,
  path: 'alerts',
  validateSearch: readAlertSearch,
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/alerts/alerts-page.tsx')).AlertsPage,
  })),
});
const alert = createRoute({
  getParentRoute: () => workspace,
  path: 'alerts/$id',
  validateSearch: readRollBack,
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/alerts/alert-page.tsx')).AlertPage,
  })),
});
const workflowAlerts = createRoute({
  getParentRoute: () => workspace,
  path: 'workflows/$name/alerts',
  component: lazyRouteComponent(async () => ({
    default: (await import('../../features/alerts/workflow-alerts-page.tsx')).WorkflowAlertsPage,
  })),
});

/** What is watched, and what was told of it. */
export const alertRoutes = [alerts, alert, workflowAlerts] as const;
