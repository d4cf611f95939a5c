import { Tooltip } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { BrandMark } from '../components/state-marks.tsx';
import { useWorkspace } from '../lib/workspace.ts';
import { NAV_ITEMS } from './nav-items.ts';
import styles from './shell.module.css';

interface Props {
  readonly expanded: boolean;
  readonly onToggle: (() => void) | undefined;
}

/** The pages of a workspace: icons, or icons with words. */
export function SideNav({ expanded, onToggle }: Props): ReactElement {
  const { t } = useTranslation('shell');
  const Toggle = expanded ? IconLayoutSidebarLeftCollapse : IconLayoutSidebarLeftExpand;
  const word = t(expanded ? 'nav.collapse' : 'nav.expand');
  return (
    <nav className={styles.nav} aria-label={t('main')}>
      <div className={styles.brand}>
        <BrandMark />
        {expanded && 'Millrace'}
      </div>
      <ul>
        {NAV_ITEMS.filter(({ id }) => id !== 'settings').map(({ id }) => (
          <NavLink key={id} id={id} expanded={expanded} />
        ))}
      </ul>
      <ul className={styles.end}>
        {onToggle !== undefined && (
          <li>
            <button
              type="button"
              className={`${styles.link ?? ''} ${styles.toggle ?? ''}`}
              aria-label={word}
              aria-expanded={expanded}
              onClick={onToggle}
            >
              <Toggle size={20} stroke={1.75} aria-hidden="true" />
              {expanded && word}
            </button>
          </li>
        )}
        <NavLink id="settings" expanded={expanded} />
      </ul>
    </nav>
  );
}

function NavLink({
  id,
  expanded,
}: {
  readonly id: (typeof NAV_ITEMS)[number]['id'];
  readonly expanded: boolean;
}): ReactElement | null {
  const { t } = useTranslation('shell');
  const workspace = useWorkspace();
  const item = NAV_ITEMS.find((candidate) => candidate.id === id);
  if (item === undefined) return null;
  const { to, icon: Icon, exact } = item;
  return (
    <li>
      <Tooltip label={t(`nav.${id}`)} position="right" disabled={expanded}>
        <Link
          className={styles.link}
          to={to}
          params={{ workspace }}
          activeOptions={{ exact }}
          aria-label={t(`nav.${id}`)}
        >
          <Icon size={20} stroke={1.75} aria-hidden="true" />
          {expanded && t(`nav.${id}`)}
        </Link>
      </Tooltip>
    </li>
  );
}
