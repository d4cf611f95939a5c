import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconWifiOff } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { useDelayed } from '../hooks/use-delayed.ts';
import { useRunEvents } from '../hooks/use-run-events.ts';
import { CommandPalette } from './command-palette.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { SideNav } from './side-nav.tsx';
import { TopBar } from './top-bar.tsx';
import { useShellKeys } from './use-shell-keys.ts';
import styles from './shell.module.css';

const PausedBanner = lazy(async () => ({
  default: (await import('../components/paused/paused-banner.tsx')).PausedBanner,
}));

/** A server that restarts is back by then. */
const LOST_AFTER_MS = 4000;

/** What surrounds every page of a workspace. */
export function Shell(): ReactElement {
  const { t } = useTranslation('shell');
  const wide = useMediaQuery('(min-width: 1200px)', true);
  const [expanded, setExpanded] = useLocalStorage({ key: 'millrace-nav-expanded', defaultValue: false });
  const [isSheetOpen, openSheet] = useState(false);
  const isLive = useRunEvents();
  const isLost = useDelayed(!isLive, LOST_AFTER_MS);
  useShellKeys(() => openSheet(true));
  const open = expanded && wide;
  return (
    <div className={styles.shell} data-expanded={open}>
      <a className={styles.skip} href="#content">
        {t('skip')}
      </a>
      <SideNav expanded={open} onToggle={wide ? () => setExpanded(!expanded) : undefined} />
      <TopBar />
      <main id="content" className={styles.content} tabIndex={-1}>
        {isLost && (
          <p className={styles.offline} role="status">
            <IconWifiOff size={16} aria-hidden="true" /> {t('offline')}
          </p>
        )}
        <Suspense fallback={null}>
          <PausedBanner />
        </Suspense>
        <Outlet />
      </main>
      <CommandPalette onSheet={() => openSheet(true)} />
      <ShortcutSheet isOpen={isSheetOpen} onClose={() => openSheet(false)} />
    </div>
  );
}
