import type { ReactElement } from 'react';
import styles from './state-badge.module.css';

interface MarkProps {
  readonly size?: number | string;
  readonly stroke?: number | string;
}

/** A cross in an octagon: a shape that no other state has. */
export function FailedMark({ size = 16, stroke = 1.75 }: MarkProps): ReactElement {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={stroke}
      aria-hidden="true"
    >
      <path d="M8.7 3h6.6l5.7 5.7v6.6l-5.7 5.7h-6.6l-5.7 -5.7v-6.6z" strokeLinejoin="round" />
      <path d="M9.5 9.5l5 5m0 -5l-5 5" strokeLinecap="round" />
    </svg>
  );
}

/** A part of a ring that turns; it stands still under reduced motion. */
export function RunningRing({ size = 16, stroke = 1.75 }: MarkProps): ReactElement {
  return (
    <svg
      className={styles.ring}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
    >
      <circle cx="12" cy="12" r="9" strokeWidth={stroke} opacity="0.25" />
      <path d="M12 3a9 9 0 0 1 9 9" strokeWidth={Number(stroke) + 0.5} strokeLinecap="round" />
    </svg>
  );
}

/** Millrace's mark. */
export function BrandMark({ size = 24 }: { readonly size?: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" fill="var(--mr-accent-fill)" />
      <path
        d="M4.5 9c1.9 0 1.9 1.75 3.75 1.75S10.1 9 12 9s1.9 1.75 3.75 1.75S17.6 9 19.5 9M4.5 14.25c1.9 0 1.9 1.75 3.75 1.75s1.85-1.75 3.75-1.75 1.9 1.75 3.75 1.75 1.85-1.75 3.75-1.75"
        fill="none"
        stroke="var(--mr-text-on-fill)"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}
