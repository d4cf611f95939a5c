import { IconHome, IconKey, IconPlayerPlay, IconPlug, IconSettings, IconSitemap } from '@tabler/icons-react';

/** The pages of the side navigation. Only what exists is listed. */
export const NAV_ITEMS = [
  { id: 'home', to: '/w/$workspace', icon: IconHome, exact: true },
  { id: 'workflows', to: '/w/$workspace/workflows', icon: IconSitemap, exact: false },
  { id: 'connectors', to: '/w/$workspace/connectors', icon: IconPlug, exact: false },
  { id: 'connections', to: '/w/$workspace/connections', icon: IconKey, exact: false },
  { id: 'runs', to: '/w/$workspace/runs', icon: IconPlayerPlay, exact: false },
  { id: 'settings', to: '/w/$workspace/settings', icon: IconSettings, exact: false },
] as const;
