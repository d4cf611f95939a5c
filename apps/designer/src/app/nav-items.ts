import {
  IconAlertHexagon,
  IconBell,
  IconChartHistogram,
  IconChecklist,
  IconHome,
  IconKey,
  IconMailX,
  IconPlayerPlay,
  IconPlug,
  IconSettings,
  IconSitemap,
  IconStack2,
} from '@tabler/icons-react';

/** The pages of the side navigation. Only what exists is listed. */
export const NAV_ITEMS = [
  { id: 'home', to: '/w/$workspace', icon: IconHome, exact: true },
  { id: 'workflows', to: '/w/$workspace/workflows', icon: IconSitemap, exact: false },
  { id: 'connectors', to: '/w/$workspace/connectors', icon: IconPlug, exact: false },
  { id: 'connections', to: '/w/$workspace/connections', icon: IconKey, exact: false },
  { id: 'runs', to: '/w/$workspace/runs', icon: IconPlayerPlay, exact: false },
  { id: 'tasks', to: '/w/$workspace/tasks', icon: IconChecklist, exact: false },
  { id: 'queues', to: '/w/$workspace/queues', icon: IconStack2, exact: false },
  { id: 'errors', to: '/w/$workspace/errors', icon: IconAlertHexagon, exact: false },
  { id: 'deadLetters', to: '/w/$workspace/dead-letters', icon: IconMailX, exact: false },
  { id: 'dashboards', to: '/w/$workspace/dashboards', icon: IconChartHistogram, exact: false },
  { id: 'alerts', to: '/w/$workspace/alerts', icon: IconBell, exact: false },
  { id: 'settings', to: '/w/$workspace/settings', icon: IconSettings, exact: false },
] as const;
