import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { StateBadge } from '../state-badge.tsx';
import type { HeldStep } from '../../lib/contract.ts';
import { describePath } from '../../lib/step-path.ts';
import { statusOfHeld } from './model/held-steps.ts';
import styles from './inspector.module.css';

/** As many as the API tells with a run. */
const MOST_TOLD = 100;

interface Props {
  readonly held: readonly HeldStep[];
  readonly chosen: string;
  readonly onOpenStep: (path: string) => void;
}

/** Every step of a run that stands still, to choose one of them. */
export function HeldList({ held, chosen, onOpenStep }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const isCut = held.length >= MOST_TOLD;
  return (
    <div className={styles.heldList}>
      <h3>{t(isCut ? 'held.first' : 'held.steps', { count: held.length })}</h3>
      <ul>
        {held.map((step) => (
          <li key={step.path}>
            <button type="button" aria-current={step.path === chosen} onClick={() => onOpenStep(step.path)}>
              <StateBadge status={statusOfHeld(step)} variant="icon" size={14} />
              {describePath(step.path)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
