import type { TablerIcon } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import type { StateToken } from '../lib/state-look.ts';
import type { FailedMark } from './state-marks.tsx';
import styles from './state-badge.module.css';

interface Props {
  readonly look: StateToken;
  readonly icon: TablerIcon | typeof FailedMark;
  /** The word; colour and icon alone say nothing. */
  readonly children: ReactNode;
  /** `plain` in tables, `tint` in headers. */
  readonly variant?: 'plain' | 'tint';
}

/** How something is, as icon, word and colour. For what is no run or step; those have `StateBadge`. */
export function LookBadge({ look, icon: Icon, children, variant = 'plain' }: Props): ReactElement {
  return (
    <span className={styles.badge} data-look={look} data-variant={variant}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
